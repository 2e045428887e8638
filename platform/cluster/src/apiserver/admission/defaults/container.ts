import { asArray, asDraft, isDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import { resourceListDefaults } from './resource-list.ts'

export function containerDefaults(container: JsonDraft): void {
  container.terminationMessagePath ??= '/dev/termination-log'
  container.terminationMessagePolicy ??= 'File'
  container.imagePullPolicy ??= pullPolicy(container.image)
  container.resources ??= {}
  const { limits, requests } = asDraft(container.resources)
  resourceListDefaults(limits)
  resourceListDefaults(requests)
  for (const port of asArray(container.ports)) asDraft(port).protocol ??= 'TCP'
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) probeDefaults(container[name])
  for (const hook of Object.values(asDraft(container.lifecycle))) httpGetDefaults(asDraft(hook).httpGet)
  for (const variable of asArray(container.env)) {
    const source = asDraft(asDraft(variable).valueFrom)
    if (isDraft(source.fieldRef)) source.fieldRef.apiVersion ??= 'v1'
    if (isDraft(source.resourceFieldRef)) source.resourceFieldRef.divisor ??= '0'
  }
}

/** An image without a tag, or with `latest`, is pulled every time; any other tag is taken as immutable. */
function pullPolicy(image: unknown): 'Always' | 'IfNotPresent' {
  const name = typeof image === 'string' ? image.slice(image.lastIndexOf('/') + 1) : ''
  if (name.includes('@')) return 'IfNotPresent'
  const [, tag = 'latest'] = name.split(':')
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

/** A limit without a request is also the request (Kubernetes: Resource Management). */
export function requestsFromLimits(container: JsonDraft): void {
  const resources = asDraft(container.resources)
  const limits = asDraft(resources.limits)
  if (Object.keys(limits).length === 0) return
  resources.requests = { ...limits, ...asDraft(resources.requests) }
}

function probeDefaults(probe: unknown) {
  if (!isDraft(probe)) return
  probe.timeoutSeconds ??= 1
  probe.periodSeconds ??= 10
  probe.successThreshold ??= 1
  probe.failureThreshold ??= 3
  httpGetDefaults(probe.httpGet)
  if (isDraft(probe.grpc)) probe.grpc.service ??= ''
}

function httpGetDefaults(httpGet: unknown) {
  if (!isDraft(httpGet)) return
  httpGet.path ??= '/'
  httpGet.scheme ??= 'HTTP'
}
