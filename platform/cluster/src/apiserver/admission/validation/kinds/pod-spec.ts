import { asArray, asObject, asString, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { nonNegative, oneOf } from '../fields.ts'
import { validateLabelSelector } from '../label-selector.ts'
import { dnsLabel, dnsSubdomain } from '../names.ts'
import { checkContainer } from './container.ts'
import { checkVolumes } from './volumes.ts'

const restartPolicies = ['Always', 'OnFailure', 'Never']
const dnsPolicies = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']

export function checkPodSpec(spec: JsonObject, field: string, causes: Causes): void {
  const volumes = checkVolumes(asArray(spec.volumes), `${field}.volumes`, causes)
  const containers = asArray(spec.containers)
  if (containers.length === 0) causes.required(`${field}.containers`)
  const names = new Set<string>()
  for (const list of ['initContainers', 'containers']) {
    for (const [index, item] of asArray(spec[list]).entries()) {
      const container = asObject(item)
      const at = `${field}.${list}[${index}]`
      checkContainer(container, { field: at, volumes, isInit: list === 'initContainers', causes })
      const name = asString(container.name)
      if (name !== '' && names.has(name)) causes.duplicate(`${at}.name`, name)
      names.add(name)
    }
  }
  if (asArray(spec.ephemeralContainers).length > 0) {
    causes.forbidden(`${field}.ephemeralContainers`, 'cannot be set on create')
  }
  oneOf(spec.restartPolicy, restartPolicies, `${field}.restartPolicy`, causes)
  oneOf(spec.dnsPolicy, dnsPolicies, `${field}.dnsPolicy`, causes)
  nonNegative(spec.terminationGracePeriodSeconds, `${field}.terminationGracePeriodSeconds`, causes)
  if (typeof spec.activeDeadlineSeconds === 'number' && spec.activeDeadlineSeconds < 1) {
    causes.invalid(
      `${field}.activeDeadlineSeconds`,
      spec.activeDeadlineSeconds,
      'must be between 1 and 2147483647, inclusive',
    )
  }
  checkNames(spec, field, causes)
  for (const name of ['runAsUser', 'runAsGroup', 'fsGroup']) {
    nonNegative(asObject(spec.securityContext)[name], `${field}.securityContext.${name}`, causes)
  }
  for (const [index, item] of asArray(spec.topologySpreadConstraints).entries()) {
    checkSpread(asObject(item), `${field}.topologySpreadConstraints[${index}]`, causes)
  }
}

function checkNames(spec: JsonObject, field: string, causes: Causes) {
  const rules = {
    serviceAccountName: dnsSubdomain,
    nodeName: dnsSubdomain,
    hostname: dnsLabel,
    subdomain: dnsLabel,
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value = asString(spec[name])
    const wrong = value === '' ? undefined : rule(value)
    if (wrong !== undefined) causes.invalid(`${field}.${name}`, value, wrong)
  }
}

function checkSpread(constraint: JsonObject, field: string, causes: Causes) {
  const { maxSkew, topologyKey, whenUnsatisfiable, labelSelector } = constraint
  if (typeof maxSkew !== 'number' || maxSkew <= 0)
    causes.invalid(`${field}.maxSkew`, maxSkew ?? 0, 'must be greater than zero')
  if (asString(topologyKey) === '') causes.required(`${field}.topologyKey`, 'can not be empty')
  oneOf(whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'], `${field}.whenUnsatisfiable`, causes)
  validateLabelSelector(labelSelector, `${field}.labelSelector`, causes)
}
