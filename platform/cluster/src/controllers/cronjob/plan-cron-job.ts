import type { CronJob, Job } from 'kubernetes-types/batch/v1.js'
import { hasCondition } from '../../machinery/conditions.ts'
import { nextTime, type ReadLocalTime } from '../../machinery/cron/next-time.ts'
import type { Schedule } from '../../machinery/cron/schedule.ts'
import type { Live } from '../../machinery/objects.ts'
import { parseTime } from '../../machinery/time.ts'

export interface Due {
  /** The latest time that was named and not run yet. */
  scheduledMs: number | undefined
  /** When to look again. */
  nextMs: number | undefined
  /** Times that passed without a run. */
  missed: number
}

/** More missed times than this are not counted one by one. */
const countedMisses = 100

/** Which run is due at `nowMs`: only the latest of several missed ones, and none that is past its deadline. */
export function planSchedule(
  cronJob: Live<CronJob>,
  schedule: Schedule,
  localTime: ReadLocalTime,
  nowMs: number,
): Due {
  const deadlineSeconds = cronJob.spec?.startingDeadlineSeconds
  const lastMs =
    parseTime(cronJob.status?.lastScheduleTime) ?? parseTime(cronJob.metadata.creationTimestamp) ?? nowMs
  let fromMs = deadlineSeconds === undefined ? lastMs : Math.max(lastMs, nowMs - deadlineSeconds * 1000 - 1)
  let scheduledMs: number | undefined
  let missed = 0
  for (;;) {
    const nextMs = nextTime(schedule, fromMs, localTime)
    if (nextMs === undefined || nextMs > nowMs) return { scheduledMs, nextMs, missed }
    scheduledMs = nextMs
    missed++
    // Too many to step through: the machine slept for long. Go on from shortly before now.
    fromMs = missed === countedMisses ? Math.max(nextMs, nowMs - 60 * 60_000) : nextMs
  }
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
