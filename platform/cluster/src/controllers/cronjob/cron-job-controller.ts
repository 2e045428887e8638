import { describeError } from '@gitops-example/kit/errors'
import type { CronJob, Job } from '#kubernetes/batch/v1'
import { createReconciler, isAlreadyExists } from '../../client/queue/reconciler.ts'
import { parseSchedule } from '../../machinery/cron/schedule.ts'
import { formatTimeIn, loadTimeZone } from '../../machinery/cron/time-zone.ts'
import type { Live } from '../../machinery/objects.ts'
import { formatTime } from '../../machinery/time.ts'
import type { ControllerContext } from '../context.ts'
import { controllerOf, controllerReference } from '../metadata/owner.ts'
import { isFinished, planHistory, planSchedule } from './plan-cron-job.ts'

/** Starts a Job at each time that a CronJob's schedule names. */
export function startCronJobController(context: ControllerContext): Disposable {
  const { client, clock, recorder } = context
  const reconciler = createReconciler('cronjob-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('cronjobs', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue(object.metadata)
    }),
  )
  resources.use(
    client.watch('jobs', ({ object }) => {
      const owner = controllerOf(object.metadata)
      if (owner?.kind !== 'CronJob') return
      reconciler.enqueue({ namespace: object.metadata.namespace ?? '', name: owner.name })
    }),
  )
  return resources

  function reconcile(namespace: string, name: string): number | undefined {
    const cronJob = client.get('cronjobs', namespace, name)
    if (cronJob?.spec === undefined || cronJob.metadata.deletionTimestamp !== undefined) return undefined
    const jobs = client
      .list('jobs', { namespace })
      .filter((job) => controllerOf(job.metadata)?.uid === cronJob.metadata.uid)
    for (const job of planHistory(cronJob, jobs)) deleteJob(cronJob, job)
    const noted = writeStatus(cronJob, jobs, cronJob.status?.lastScheduleTime)
    if (cronJob.spec.suspend) return undefined
    // The API takes no schedule and no time zone that cannot be read.
    const { schedule, timeZone } = cronJob.spec
    const nowMs = clock.now()
    const due = planSchedule(
      noted,
      parseSchedule(timeZone === undefined ? schedule : `TZ=${timeZone} ${schedule}`),
      nowMs,
    )
    if ('problem' in due) {
      const message = `invalid schedule: ${schedule} : ${due.problem}`
      recorder.warning(cronJob, 'InvalidSchedule', message)
      return undefined
    }
    if (due.scheduledMs !== undefined && due.missed > 100) {
      const message = `too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew`
      recorder.warning(cronJob, 'TooManyMissedTimes', message)
    }
    if (due.scheduledMs !== undefined) run(noted, jobs, due.scheduledMs)
    return due.nextMs === undefined ? undefined : due.nextMs - nowMs
  }

  function run(cronJob: Live<CronJob>, jobs: readonly Live<Job>[], scheduledMs: number) {
    const active = jobs.filter((job) => isFinished(job) === undefined)
    const policy = cronJob.spec?.concurrencyPolicy ?? 'Allow'
    if (policy === 'Forbid' && active.length > 0) {
      const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
      recorder.normal(cronJob, 'JobAlreadyActive', message)
      return
    }
    if (policy === 'Replace') for (const job of active) deleteJob(cronJob, job)
    const kept = policy === 'Replace' ? jobs.filter((job) => !active.includes(job)) : jobs
    try {
      const job = client.create('jobs', jobOf(cronJob, scheduledMs))
      recorder.normal(cronJob, 'SuccessfulCreate', `Created job ${job.metadata.name}`)
      writeStatus(cronJob, [...kept, job], formatTime(scheduledMs))
    } catch (error) {
      // The name holds the time: this run was started before.
      if (isAlreadyExists(error)) return void writeStatus(cronJob, kept, formatTime(scheduledMs))
      recorder.warning(cronJob, 'FailedCreate', `Error creating job: ${describeError(error)}`)
      throw error
    }
  }

  function deleteJob(cronJob: Live<CronJob>, job: Live<Job>) {
    const { namespace = '', name, uid } = job.metadata
    client.delete('jobs', namespace, name, { propagationPolicy: 'Background', uid })
    recorder.normal(cronJob, 'SuccessfulDelete', `Deleted job ${name}`)
  }

  function writeStatus(
    cronJob: Live<CronJob>,
    jobs: readonly Live<Job>[],
    lastScheduleTime: string | undefined,
  ): Live<CronJob> {
    const active = jobs
      .filter((job) => isFinished(job) === undefined)
      .map(({ apiVersion, kind, metadata: { namespace = '', name, uid, resourceVersion } }) => ({
        apiVersion,
        kind,
        namespace,
        name,
        uid,
        resourceVersion,
      }))
    const successes = jobs.flatMap(({ status }) => status?.completionTime ?? []).sort()
    const lastSuccessfulTime = successes.at(-1) ?? cronJob.status?.lastSuccessfulTime
    return client.updateStatus('cronjobs', {
      ...cronJob,
      status: {
        ...(active.length === 0 ? {} : { active }),
        ...(lastScheduleTime === undefined ? {} : { lastScheduleTime }),
        ...(lastSuccessfulTime === undefined ? {} : { lastSuccessfulTime }),
      },
    })
  }
}

function jobOf(cronJob: Live<CronJob>, scheduledMs: number): Job {
  const { name, namespace = '' } = cronJob.metadata
  const { jobTemplate, timeZone } = cronJob.spec ?? {}
  const { metadata, spec } = jobTemplate ?? {}
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${name}-${Math.floor(scheduledMs / 60_000)}`,
      namespace,
      labels: { ...metadata?.labels },
      annotations: {
        ...metadata?.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTimeIn(
          loadTimeZone(timeZone ?? ''),
          scheduledMs,
        ),
      },
      ownerReferences: [controllerReference(cronJob)],
    },
    ...(spec === undefined ? {} : { spec }),
  }
}
