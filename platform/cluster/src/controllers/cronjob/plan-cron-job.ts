import type { CronJob, Job } from '#kubernetes/batch/v1'
import { hasCondition } from '../../machinery/conditions.ts'
import { nextTime } from '../../machinery/cron/next-time.ts'
import type { Schedule } from '../../machinery/cron/schedule.ts'
import type { Live } from '../../machinery/objects.ts'
import { parseTime } from '../../machinery/time.ts'

export interface Due {
  /** The latest time that was named and not run yet. */
  scheduledMs: number | undefined
  /** When to look again. */
  nextMs: number | undefined
  /** About how many times passed without a run. */
  missed: number
}

/** What a schedule says that can be read but makes no sense, such as 30 February. */
export interface Senseless {
  problem: string
}

/**
 * Which run is due at `nowMs`: only the latest of several missed ones, and none that is past its deadline (Kubernetes:
 * `nextScheduleTime`, `nextScheduleTimeDuration`).
 */
export function planSchedule(cronJob: Live<CronJob>, schedule: Schedule, nowMs: number): Due | Senseless {
  const deadlineSeconds = cronJob.spec?.startingDeadlineSeconds
  const lastMs =
    parseTime(cronJob.status?.lastScheduleTime) ?? parseTime(cronJob.metadata.creationTimestamp) ?? nowMs
  const fromMs = deadlineSeconds === undefined ? lastMs : Math.max(lastMs, nowMs - deadlineSeconds * 1000)
  const due = latestUnmet(schedule, fromMs, nowMs)
  if ('problem' in due) return due
  const any = fromMs === lastMs ? due : latestUnmet(schedule, lastMs, nowMs)
  if ('problem' in any) return any
  const seenMs = any.scheduledMs ?? (any.missed === 0 ? lastMs : nowMs)
  return { ...due, nextMs: nextTime(schedule, seenMs) }
}

/** Counts missed times by the distance of the first two, so that a long sleep costs no more than a short one. */
function latestUnmet(schedule: Schedule, fromMs: number, nowMs: number): Omit<Due, 'nextMs'> | Senseless {
  const firstMs = nextTime(schedule, fromMs)
  if (firstMs !== undefined && nowMs < firstMs) return { scheduledMs: undefined, missed: 0 }
  const secondMs = firstMs === undefined ? undefined : nextTime(schedule, firstMs)
  if (firstMs === undefined || secondMs === undefined) {
    return { problem: 'time difference between two schedules is less than 1 second' }
  }
  if (nowMs < secondMs) return { scheduledMs: firstMs, missed: 0 }
  const betweenMs = secondMs - firstMs
  const missed = Math.floor((nowMs - firstMs) / betweenMs) + 1
  let scheduledMs: number | undefined
  let atMs = nextTime(schedule, firstMs + (missed - 2) * betweenMs)
  while (atMs !== undefined && atMs <= nowMs) {
    scheduledMs = atMs
    atMs = nextTime(schedule, atMs)
  }
  return { scheduledMs, missed }
}

export function isFinished(job: Pick<Job, 'status'>): 'Complete' | 'Failed' | undefined {
  if (hasCondition(job.status?.conditions, 'Complete')) return 'Complete'
  return hasCondition(job.status?.conditions, 'Failed') ? 'Failed' : undefined
}

/** Finished jobs beyond the history limits, oldest first. */
export function planHistory(cronJob: Live<CronJob>, jobs: readonly Live<Job>[]): Live<Job>[] {
  const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = cronJob.spec ?? {}
  const beyond = (outcome: 'Complete' | 'Failed', limit: number) => {
    const finished = jobs.filter((job) => isFinished(job) === outcome).sort((a, b) => startOf(a) - startOf(b))
    return finished.slice(0, Math.max(0, finished.length - limit))
  }
  return [...beyond('Complete', successfulJobsHistoryLimit), ...beyond('Failed', failedJobsHistoryLimit)]
}

function startOf(job: Live<Job>): number {
  return parseTime(job.status?.startTime) ?? parseTime(job.metadata.creationTimestamp) ?? 0
}
