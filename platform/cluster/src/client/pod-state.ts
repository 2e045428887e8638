import type { Pod, PodTemplateSpec } from '#kubernetes/core/v1'
import type { OwnerReference } from '#kubernetes/meta/v1'
import { parseTime } from '../machinery/time.ts'

/** What the rules here read of a pod. */
export type PodFacts = Pick<Pod, 'metadata' | 'status' | 'spec'>

export function isPodFinished(pod: PodFacts): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

/** Counts for its owner: neither finished nor on its way out. */
export function isPodActive(pod: PodFacts): boolean {
  return !isPodFinished(pod) && pod.metadata?.deletionTimestamp === undefined
}

export function isPodReady(pod: PodFacts): boolean {
  return readyCondition(pod)?.status === 'True'
}

/** Since when the pod is ready, in milliseconds; undefined while it is not. */
export function podReadySince(pod: PodFacts): number | undefined {
  const ready = readyCondition(pod)
  return ready?.status === 'True' ? (parseTime(ready.lastTransitionTime) ?? 0) : undefined
}

/** In how many milliseconds the pod counts as available: 0 when it does, undefined while it is not ready. */
export function availableInMs(pod: PodFacts, minReadySeconds: number, nowMs: number): number | undefined {
  const since = podReadySince(pod)
  if (since === undefined) return undefined
  return minReadySeconds === 0 ? 0 : Math.max(0, since + minReadySeconds * 1000 - nowMs)
}

/** The pod that a workload's template asks for. */
export function podFromTemplate(
  template: PodTemplateSpec,
  metadata: { name?: string; generateName?: string; namespace: string; labels?: { [name: string]: string } },
  owner: OwnerReference,
): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      labels: { ...labels, ...metadata.labels },
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
      ...(finalizers === undefined ? {} : { finalizers: [...finalizers] }),
      ownerReferences: [owner],
    },
    ...(template.spec === undefined ? {} : { spec: template.spec }),
  }
}

function readyCondition(pod: PodFacts) {
  return pod.status?.conditions?.find(({ type }) => type === 'Ready')
}
