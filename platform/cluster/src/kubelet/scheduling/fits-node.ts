import type { Node, Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import type { Quantity } from '../../machinery/quantity/quantity.ts'
import { milliOf, readQuantity, unitsOf } from '../../machinery/quantity/quantity-value.ts'

/** What the scheduler counts, and in which unit. */
const counted: readonly [resource: string, amountOf: (quantity: Quantity) => bigint][] = [
  ['cpu', milliOf],
  ['memory', unitsOf],
]

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
  for (const [resource, amountOf] of counted) {
    const allocatable = readQuantity(node.status?.allocatable?.[resource])
    if (allocatable === undefined) continue
    const wanted = [...bound, pod].reduce((sum, each) => sum + requested(each, resource, amountOf), 0n)
    if (wanted > amountOf(allocatable)) reasons.push(`1 Insufficient ${resource}`)
  }
  return reasons
}

/** Containers together, or the largest init container where that is more (Kubernetes: Init Containers, "Resource sharing"). */
function requested(
  { spec }: Pick<Pod, 'spec'>,
  resource: string,
  amountOf: (quantity: Quantity) => bigint,
): bigint {
  const of = (containers: NonNullable<Pod['spec']>['containers'] = []) =>
    containers.map(({ resources }) => {
      const request = readQuantity(resources?.requests?.[resource])
      return request === undefined ? 0n : amountOf(request)
    })
  const sidecars = spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always')
  const sum = [...of(spec?.containers), ...of(sidecars)].reduce((total, value) => total + value, 0n)
  const [largest = sum] = [sum, ...of(spec?.initContainers)].sort((a, b) => (a < b ? 1 : -1))
  return largest
}
