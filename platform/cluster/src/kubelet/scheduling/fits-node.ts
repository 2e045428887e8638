import type { Node, Pod } from 'kubernetes-types/core/v1.js'
import type { Live } from '../../machinery/objects.ts'
import { parseQuantity } from '../../machinery/quantity/quantity.ts'

/** Why a pod cannot run on the node, in the scheduler's words; empty when it can. */
export function unfitness(
  pod: Pick<Pod, 'spec'>,
  node: Live<Node>,
  bound: readonly Pick<Pod, 'spec'>[],
): string[] {
  const { spec } = pod
  const reasons: string[] = []
  const tolerates = spec?.tolerations?.some(
    ({ key, operator }) =>
      operator === 'Exists' && (key === undefined || key === 'node.kubernetes.io/unschedulable'),
  )
  if (node.spec?.unschedulable && !tolerates) reasons.push('1 node(s) were unschedulable')
  const labels = node.metadata.labels ?? {}
  const selector = Object.entries(spec?.nodeSelector ?? {})
  if (selector.some(([key, value]) => labels[key] !== value)) {
    reasons.push("1 node(s) didn't match Pod's node affinity/selector")
  }
  if (spec?.volumes?.some((volume) => volume.persistentVolumeClaim)) {
    reasons.push('pod has unbound immediate PersistentVolumeClaims')
  }
  for (const resource of ['cpu', 'memory']) {
    const allocatable = parseQuantity(node.status?.allocatable?.[resource]) ?? Number.POSITIVE_INFINITY
    const used = bound.reduce((sum, other) => sum + requested(other, resource), 0)
    if (used + requested(pod, resource) > allocatable) reasons.push(`1 Insufficient ${resource}`)
  }
  return reasons
}

/** Containers together, or the largest init container where that is more (Kubernetes: Init Containers, "Resource sharing"). */
function requested({ spec }: Pick<Pod, 'spec'>, resource: string): number {
  const of = (containers: NonNullable<Pod['spec']>['containers'] = []) =>
    containers.map(({ resources }) => parseQuantity(resources?.requests?.[resource]) ?? 0)
  const sidecars = spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always')
  const sum = [...of(spec?.containers), ...of(sidecars)].reduce((total, value) => total + value, 0)
  return Math.max(sum, ...of(spec?.initContainers))
}
