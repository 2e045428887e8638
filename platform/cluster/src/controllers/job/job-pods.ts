import type { Job } from '#kubernetes/batch/v1'
import type { Pod } from '#kubernetes/core/v1'
import { isPodActive, isPodFinished, isPodReady } from '../../client/pod-state.ts'
import type { Live } from '../../machinery/objects.ts'
import { parseTime } from '../../machinery/time.ts'
import { completionIndexOf, isIndexed, parseIndexes } from './completion-indexes.ts'

/** Holds a pod back until its Job has counted it, so that a deleted pod is neither lost nor counted twice. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'

export interface JobPods {
  active: Live<Pod>[]
  ready: number
  /** Asked to end, but still running. */
  terminating: number
  /** Pods that ended and whose result is not in the counters yet. */
  uncounted: Live<Pod>[]
  /** The counters with the uncounted ones. */
  succeeded: number
  failed: number
  /** Of an Indexed Job: the indexes that have succeeded, the uncounted ones too. */
  completed: Set<number>
}

/** Where the pods of a Job stand. A pod that was asked to end counts as failed at once, unless it succeeded. */
export function observeJobPods(job: Pick<Job, 'spec' | 'status'>, pods: readonly Live<Pod>[]): JobPods {
  const active = pods.filter(isPodActive)
  const uncounted = pods.filter((pod) => isTracked(pod) && !isPodActive(pod))
  const succeeded = uncounted.filter(({ status }) => status?.phase === 'Succeeded')
  const completed = parseIndexes(job.status?.completedIndexes)
  for (const pod of succeeded) {
    const index = completionIndexOf(pod, job.spec?.completions ?? 0)
    if (index !== undefined) completed.add(index)
  }
  return {
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodFinished(pod))
      .length,
    uncounted,
    succeeded: isIndexed(job) ? completed.size : (job.status?.succeeded ?? 0) + succeeded.length,
    failed: (job.status?.failed ?? 0) + uncounted.length - succeeded.length,
    completed,
  }
}

export function isTracked(pod: Live<Pod>): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) ?? false
}

const firstBackOffMs = 10_000
const longestBackOffMs = 10 * 60_000

/**
 * Milliseconds to wait before the next attempt: 10 s after the first failure in a row, doubling up to 10 minutes,
 * counted from the end of the last failed pod (Job documentation, "Pod backoff failure policy").
 */
export function backOffMs(pods: readonly Live<Pod>[], nowMs: number): number {
  const ended = pods
    .filter((pod) => !isPodActive(pod))
    .map((pod) => ({ failed: pod.status?.phase !== 'Succeeded', atMs: endedAt(pod) ?? nowMs }))
  const lastSuccess = Math.max(
    Number.NEGATIVE_INFINITY,
    ...ended.filter(({ failed }) => !failed).map(({ atMs }) => atMs),
  )
  const failures = ended.filter(({ failed, atMs }) => failed && atMs > lastSuccess)
  if (failures.length === 0) return 0
  const lastFailure = Math.max(...failures.map(({ atMs }) => atMs))
  const wait = Math.min(longestBackOffMs, firstBackOffMs * 2 ** (failures.length - 1))
  return Math.max(0, lastFailure + wait - nowMs)
}

/** Restarts within the pods that run, which is how an OnFailure pod fails. */
export function restartsOf(pods: readonly Live<Pod>[]): number {
  return pods
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((total, { restartCount }) => total + restartCount, 0)
}

function endedAt(pod: Live<Pod>): number | undefined {
  const times = (pod.status?.containerStatuses ?? []).flatMap(({ state }) => {
    const time = parseTime(state?.terminated?.finishedAt)
    return time === undefined ? [] : [time]
  })
  return times.length > 0 ? Math.max(...times) : parseTime(pod.metadata.deletionTimestamp)
}
