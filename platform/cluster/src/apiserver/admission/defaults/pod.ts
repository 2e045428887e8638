import { asArray, asDraft, isDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import { containerDefaults, requestsFromLimits } from './container.ts'
import { volumeDefaults } from './volume.ts'

/** A pod itself: what its template has, and what admission adds to it. */
export function podDefaults(spec: JsonDraft): void {
  podSpecDefaults(spec)
  for (const container of [...asArray(spec.initContainers), ...asArray(spec.containers)]) {
    requestsFromLimits(asDraft(container))
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
  if (!isDraft(template)) return
  const spec = asDraft(template.spec)
  template.spec = spec
  const metadata = asDraft(template.metadata)
  template.metadata = metadata
  if (metadata.creationTimestamp === null) delete metadata.creationTimestamp
  podSpecDefaults(spec)
}

function podSpecDefaults(spec: JsonDraft): void {
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
    containerDefaults(asDraft(container))
  }
  for (const volume of asArray(spec.volumes)) volumeDefaults(asDraft(volume))
  for (const constraint of asArray(spec.topologySpreadConstraints)) {
    const entry = asDraft(constraint)
    entry.whenUnsatisfiable ??= 'DoNotSchedule'
  }
}
