import { asArray, asObject, isObject, type JsonObject } from '../../../machinery/json/json.ts'
import { resourceListDefaults } from './resource-list.ts'

export function containerDefaults(container: JsonObject): void {
  container.terminationMessagePath ??= '/dev/termination-log'
  container.terminationMessagePolicy ??= 'File'
  container.imagePullPolicy ??= pullPolicy(container.image)
  container.resources ??= {}
  const { limits, requests } = asObject(container.resources)
  resourceListDefaults(limits)
  resourceListDefaults(requests)
  for (const port of asArray(container.ports)) asObject(port).protocol ??= 'TCP'
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) probeDefaults(container[name])
  for (const hook of Object.values(asObject(container.lifecycle))) httpGetDefaults(asObject(hook).httpGet)
  for (const variable of asArray(container.env)) {
    const source = asObject(asObject(variable).valueFrom)
    if (isObject(source.fieldRef)) source.fieldRef.apiVersion ??= 'v1'
    if (isObject(source.resourceFieldRef)) source.resourceFieldRef.divisor ??= '0'
  }
}

/** An image without a tag, or with `latest`, is pulled anew; any other tag is taken as immutable. */
function pullPolicy(image: unknown): 'Always' | 'IfNotPresent' {
  const name = typeof image === 'string' ? image.slice(image.lastIndexOf('/') + 1) : ''
  if (name.includes('@')) return 'IfNotPresent'
  const [, tag = 'latest'] = name.split(':')
  return tag === 'latest' ? 'Always' : 'IfNotPresent'
}

/** A limit without a request is also the request (Kubernetes: Resource Management). */
export function requestsFromLimits(container: JsonObject): void {
  const resources = asObject(container.resources)
  const limits = asObject(resources.limits)
  if (Object.keys(limits).length === 0) return
  resources.requests = { ...limits, ...asObject(resources.requests) }
}

function probeDefaults(probe: unknown) {
  if (!isObject(probe)) return
  probe.timeoutSeconds ??= 1
  probe.periodSeconds ??= 10
  probe.successThreshold ??= 1
  probe.failureThreshold ??= 3
  httpGetDefaults(probe.httpGet)
  if (isObject(probe.grpc)) probe.grpc.service ??= ''
}

function httpGetDefaults(httpGet: unknown) {
  if (!isObject(httpGet)) return
  httpGet.path ??= '/'
  httpGet.scheme ??= 'HTTP'
}
