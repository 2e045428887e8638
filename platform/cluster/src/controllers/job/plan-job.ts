import type { Job } from '#kubernetes/batch/v1'
import { parseTime } from '../../machinery/time.ts'
import type { JobPods } from './job-pods.ts'

export interface Verdict {
  outcome: 'succeeded' | 'failed'
  reason: string
  message: string
}

/** Fields that would change which pods run; a Job that sets one is failed by name instead of run wrongly. */
const notSupported = [
  'podFailurePolicy',
  'successPolicy',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const

export function unsupportedFields(job: Pick<Job, 'spec'>): string[] {
  return notSupported.filter((field) => job.spec?.[field] !== undefined)
}

/** Whether the Job is decided, and how; undefined while it goes on. */
export function judgeJob(
  job: Pick<Job, 'spec' | 'status'>,
  pods: Pick<JobPods, 'active' | 'succeeded' | 'failed'>,
  restarts: number,
  nowMs: number,
): Verdict | undefined {
  const unsupported = unsupportedFields(job)
  if (unsupported.length > 0) {
    const message = `This cluster does not run Jobs with ${unsupported.map((field) => `spec.${field}`).join(', ')}`
    return { outcome: 'failed', reason: 'NotSupported', message }
  }
  const { backoffLimit = 6, completions, activeDeadlineSeconds, template } = job.spec ?? {}
  const restartsCount = template?.spec?.restartPolicy === 'OnFailure'
  const restartsExceeded =
    restartsCount && (backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit) && restarts > 0
  if (pods.failed > backoffLimit || restartsExceeded) {
    const message = 'Job has reached the specified backoff limit'
    return { outcome: 'failed', reason: 'BackoffLimitExceeded', message }
  }
  const leftMs = deadlineLeftMs(job, nowMs)
  if (activeDeadlineSeconds !== undefined && leftMs !== undefined && leftMs <= 0) {
    const message = 'Job was active longer than specified deadline'
    return { outcome: 'failed', reason: 'DeadlineExceeded', message }
  }
  const done =
    completions === undefined ? pods.succeeded > 0 && pods.active.length === 0 : pods.succeeded >= completions
  if (!done) return undefined
  const message = 'Reached expected number of succeeded pods'
  return { outcome: 'succeeded', reason: 'CompletionsReached', message }
}

/** Pods to start, or to end where negative, for as many to run as should at the same time. */
export function missingPods(
  job: Pick<Job, 'spec'>,
  pods: Pick<JobPods, 'active' | 'succeeded' | 'terminating'>,
): number {
  const missing = wantedActive(job, pods) - pods.active.length
  // A pod that still ends holds its place when its replacement shall not run beside it.
  return missing > 0 && job.spec?.podReplacementPolicy === 'Failed'
    ? Math.max(0, missing - pods.terminating)
    : missing
}

/** Pods that should run at the same time. */
function wantedActive(job: Pick<Job, 'spec'>, pods: Pick<JobPods, 'active' | 'succeeded'>): number {
  if (job.spec?.suspend) return 0
  const { parallelism = 1, completions } = job.spec ?? {}
  // Without a number of completions, one success means that no more pods are started.
  if (completions === undefined)
    return pods.succeeded > 0 ? Math.min(pods.active.length, parallelism) : parallelism
  return Math.min(parallelism, Math.max(0, completions - pods.succeeded))
}

/** Milliseconds until `activeDeadlineSeconds` is over; undefined without one or before the start. */
export function deadlineLeftMs(job: Pick<Job, 'spec' | 'status'>, nowMs: number): number | undefined {
  const startedAt = parseTime(job.status?.startTime)
  const seconds = job.spec?.activeDeadlineSeconds
  if (startedAt === undefined || seconds === undefined || job.spec?.suspend) return undefined
  return startedAt + seconds * 1000 - nowMs
}
