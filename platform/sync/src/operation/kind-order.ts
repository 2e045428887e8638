import type { ObjectRef } from '@gitops-example/kube-client/kube-object'

/** What others need comes first. Kinds of one step are applied side by side; those not named come in the middle. */
const early = [
  ['Namespace'],
  ['CustomResourceDefinition', 'StorageClass', 'PriorityClass', 'IngressClass'],
  [
    'NetworkPolicy',
    'ResourceQuota',
    'LimitRange',
    'PodDisruptionBudget',
    'ServiceAccount',
    'Secret',
    'ConfigMap',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'ClusterRole',
    'ClusterRoleBinding',
    'Role',
    'RoleBinding',
    'Service',
  ],
]
const late = [
  [
    'DaemonSet',
    'Pod',
    'ReplicaSet',
    'Deployment',
    'StatefulSet',
    'Job',
    'CronJob',
    'HorizontalPodAutoscaler',
    'Ingress',
  ],
  ['APIService', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
]

/** Splits tasks of one wave into steps by kind. */
export function byKind<T extends { ref: ObjectRef }>(tasks: readonly T[]): T[][] {
  const steps = new Map<number, T[]>()
  for (const task of tasks) {
    const step = stepOf(task.ref.kind)
    steps.set(step, [...(steps.get(step) ?? []), task])
  }
  return [...steps.entries()].sort(([left], [right]) => left - right).map(([, step]) => step)
}

function stepOf(kind: string): number {
  const first = early.findIndex((kinds) => kinds.includes(kind))
  if (first >= 0) return first
  const last = late.findIndex((kinds) => kinds.includes(kind))
  return last >= 0 ? early.length + 1 + last : early.length
}
