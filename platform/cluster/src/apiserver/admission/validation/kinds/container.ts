import { asArray, asObject, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { nonNegative, oneOf, portNumber } from '../fields.ts'
import { dnsLabel, portName } from '../names.ts'
import { checkEnv } from './env.ts'
import { checkHandler, checkProbe } from './probe.ts'
import { checkResources } from './resources.ts'

interface Place {
  field: string
  /** The names of the pod's volumes. */
  volumes: ReadonlySet<string>
  isInit: boolean
  causes: Causes
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never']
const protocols = ['TCP', 'UDP', 'SCTP']

export function checkContainer(container: JsonObject, place: Place): void {
  const { field, causes, isInit } = place
  const name = asString(container.name)
  const wrong = name === '' ? undefined : dnsLabel(name)
  if (name === '') causes.required(`${field}.name`)
  if (wrong !== undefined) causes.invalid(`${field}.name`, name, wrong)
  const image = asString(container.image)
  if (image === '') causes.required(`${field}.image`)
  else if (image !== image.trim())
    causes.invalid(`${field}.image`, image, 'must not have leading or trailing whitespace')
  oneOf(container.imagePullPolicy, pullPolicies, `${field}.imagePullPolicy`, causes)
  oneOf(
    container.terminationMessagePolicy,
    ['File', 'FallbackToLogsOnError'],
    `${field}.terminationMessagePolicy`,
    causes,
  )
  checkPorts(asArray(container.ports), `${field}.ports`, causes)
  checkEnv(container, field, causes)
  checkMounts(asArray(container.volumeMounts), place)
  checkResources(container.resources, `${field}.resources`, causes)
  checkSecurity(asObject(container.securityContext), `${field}.securityContext`, causes)
  const isSidecar = isInit && container.restartPolicy === 'Always'
  if (isInit)
    oneOf(container.restartPolicy, ['Always', 'OnFailure', 'Never'], `${field}.restartPolicy`, causes)
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[kind]
    if (!isObject(probe)) continue
    if (isInit && !isSidecar) {
      causes.forbidden(`${field}.${kind}`, 'may not be set for init containers without restartPolicy=Always')
    } else checkProbe(probe, kind, `${field}.${kind}`, causes)
  }
  const { lifecycle } = container
  if (!isObject(lifecycle)) return
  if (isInit && !isSidecar) {
    causes.forbidden(`${field}.lifecycle`, 'may not be set for init containers without restartPolicy=Always')
    return
  }
  for (const hook of ['postStart', 'preStop']) {
    if (isObject(lifecycle[hook])) checkHandler(lifecycle[hook], `${field}.lifecycle.${hook}`, causes)
  }
}

function checkPorts(ports: readonly unknown[], field: string, causes: Causes) {
  const names = new Set<string>()
  for (const [index, item] of ports.entries()) {
    const port = asObject(item)
    const at = `${field}[${index}]`
    const name = asString(port.name)
    const wrong = name === '' ? undefined : portName(name)
    if (wrong !== undefined) causes.invalid(`${at}.name`, name, wrong)
    else if (name !== '' && names.has(name)) causes.duplicate(`${at}.name`, name)
    names.add(name)
    if (port.containerPort === undefined || port.containerPort === 0) causes.required(`${at}.containerPort`)
    else portNumber(port.containerPort, `${at}.containerPort`, causes)
    if (port.hostPort !== undefined && port.hostPort !== 0)
      portNumber(port.hostPort, `${at}.hostPort`, causes)
    oneOf(port.protocol, protocols, `${at}.protocol`, causes)
  }
}

function checkMounts(mounts: readonly unknown[], { field, volumes, causes }: Place) {
  const paths = new Set<string>()
  for (const [index, item] of mounts.entries()) {
    const { name, mountPath, subPath } = asObject(item)
    const at = `${field}.volumeMounts[${index}]`
    if (asString(name) === '') causes.required(`${at}.name`)
    else if (!volumes.has(asString(name))) causes.notFound(`${at}.name`, name)
    const path = asString(mountPath)
    if (path === '') causes.required(`${at}.mountPath`)
    else if (paths.has(path)) causes.invalid(`${at}.mountPath`, path, 'must be unique')
    paths.add(path)
    if (asString(subPath).startsWith('/')) causes.invalid(`${at}.subPath`, subPath, 'must be a relative path')
    if (asString(subPath).split('/').includes('..'))
      causes.invalid(`${at}.subPath`, subPath, "must not contain '..'")
  }
}

function checkSecurity(context: JsonObject, field: string, causes: Causes) {
  for (const name of ['runAsUser', 'runAsGroup']) nonNegative(context[name], `${field}.${name}`, causes)
  if (context.privileged === true && context.allowPrivilegeEscalation === false) {
    causes.invalid(field, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')
  }
}
