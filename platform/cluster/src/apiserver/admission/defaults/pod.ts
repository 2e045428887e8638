import { asArray, asObject, isObject, type JsonObject } from '../../../machinery/json/json.ts'
import { containerDefaults, requestsFromLimits } from './container.ts'
import { volumeDefaults } from './volume.ts'

/** A pod itself: what its template has, and what admission adds to it. */
export function podDefaults(spec: JsonObject): void {
  podSpecDefaults(spec)
  for (const container of [...asArray(spec.initContainers), ...asArray(spec.containers)]) {
    requestsFromLimits(asObject(container))
  }
  spec.enableServiceLinks ??= true
  spec.serviceAccountName ??= 'default'
  spec.serviceAccount ??= spec.serviceAccountName
  spec.preemptionPolicy ??= 'PreemptLowerPriority'
  spec.priority ??= 0
  spec.tolerations ??= ['not-ready', 'unreachable'].map((condition) => ({
    key: `node.kubernetes.io/${condition}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }))
}

export function podTemplateDefaults(template: unknown): void {
  if (!isObject(template)) return
  const spec = asObject(template.spec)
  template.spec = spec
  const metadata = asObject(template.metadata)
  template.metadata = metadata
  if (metadata.creationTimestamp === null) delete metadata.creationTimestamp
  podSpecDefaults(spec)
}

function podSpecDefaults(spec: JsonObject): void {
  spec.restartPolicy ??= 'Always'
  spec.terminationGracePeriodSeconds ??= 30
  spec.dnsPolicy ??= 'ClusterFirst'
  spec.securityContext ??= {}
  spec.schedulerName ??= 'default-scheduler'
  if (typeof spec.serviceAccountName === 'string' && spec.serviceAccountName !== '') {
    spec.serviceAccount ??= spec.serviceAccountName
  } else if (typeof spec.serviceAccount === 'string' && spec.serviceAccount !== '') {
    spec.serviceAccountName = spec.serviceAccount
  }
  for (const container of [...asArray(spec.initContainers), ...asArray(spec.containers)]) {
    containerDefaults(asObject(container))
  }
  for (const volume of asArray(spec.volumes)) volumeDefaults(asObject(volume))
  for (const constraint of asArray(spec.topologySpreadConstraints)) {
    const entry = asObject(constraint)
    entry.whenUnsatisfiable ??= 'DoNotSchedule'
  }
}
