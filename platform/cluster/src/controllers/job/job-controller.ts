import type { Job, JobStatus } from '#kubernetes/batch/v1'
import type { Pod } from '#kubernetes/core/v1'
import { createReconciler } from '../../client/queue/reconciler.ts'
import { findCondition, hasCondition, withCondition } from '../../machinery/conditions.ts'
import type { Live } from '../../machinery/objects.ts'
import { parseTime, timestamp } from '../../machinery/time.ts'
import type { ControllerContext } from '../context.ts'
import { controllerOf } from '../metadata/owner.ts'
import { byDeletionOrder } from '../pods/deletion-order.ts'
import { formatIndexes, isIndexed, nextIndexes } from './completion-indexes.ts'
import { jobPod } from './job-pod.ts'
import {
  backOffMs,
  isTracked,
  type JobPods,
  observeJobPods,
  restartsOf,
  trackingFinalizer,
} from './job-pods.ts'
import { deadlineLeftMs, judgeJob, missingPods, type Verdict } from './plan-job.ts'

/** Runs pods until each Job has the successes that it asks for, or has failed. */
export function startJobController(context: ControllerContext): Disposable {
  const { client, clock, recorder } = context
  const reconciler = createReconciler('job-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(client.watch('jobs', ({ object }) => reconciler.enqueue(object.metadata)))
  resources.use(
    client.watch('pods', ({ object }) => {
      const owner = controllerOf(object.metadata)
      if (owner?.kind !== 'Job') return
      reconciler.enqueue({ namespace: object.metadata.namespace ?? '', name: owner.name })
    }),
  )
  return resources

  function reconcile(namespace: string, name: string): number | undefined {
    const job = client.get('jobs', namespace, name)
    const pods = client
      .list('pods', { namespace })
      .filter(
        ({ metadata }) => controllerOf(metadata)?.kind === 'Job' && controllerOf(metadata)?.name === name,
      )
    const own = pods.filter(({ metadata }) => controllerOf(metadata)?.uid === job?.metadata.uid)
    // Nobody counts the pods of a Job that is gone.
    for (const pod of pods) if (!own.includes(pod)) stopTracking(pod)
    if (job === undefined || isManagedByOthers(job)) return undefined
    if (job.metadata.deletionTimestamp !== undefined) {
      for (const pod of own) stopTracking(pod)
      return undefined
    }
    if (hasCondition(job.status?.conditions, 'Complete') || hasCondition(job.status?.conditions, 'Failed')) {
      for (const pod of own) stopTracking(pod)
      return expire(job)
    }
    return advance(job, own)
  }

  function advance(job: Live<Job>, pods: Live<Pod>[]): number | undefined {
    const nowMs = clock.now()
    let status = noteSuspension(job, { ...job.status })
    if (!job.spec?.suspend) status.startTime ??= timestamp(clock)
    const seen = observeJobPods(job, pods)
    status = { ...status, succeeded: seen.succeeded, failed: seen.failed }
    const started: Live<Job> = { ...job, status }
    const decided = decidedBefore(status) ?? judgeJob(started, seen, restartsOf(seen.active), nowMs)
    if (decided !== undefined) {
      status = conclude(started, status, decided, seen)
      write(job, status, seen)
      for (const pod of seen.active) client.delete('pods', pod.metadata.namespace ?? '', pod.metadata.name)
      return undefined
    }
    write(job, status, seen)
    const waitMs = balance(job, seen, backOffMs(pods, nowMs))
    return earliest(waitMs, deadlineLeftMs(started, nowMs))
  }

  /** Starts missing pods or ends surplus ones; returns how long a start has to wait for the back-off. */
  function balance(job: Live<Job>, seen: JobPods, backOff: number): number | undefined {
    const missing = missingPods(job, seen)
    if (missing > 0) {
      if (backOff > 0) return backOff
      for (const next of podsToStart(job, seen, missing)) {
        const pod = client.create('pods', next)
        recorder.normal(job, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      }
    }
    if (missing < 0) {
      for (const pod of seen.active.sort(byDeletionOrder).slice(0, -missing)) {
        // Not the pod's fault, so it must not count as failed.
        stopTracking(pod)
        client.delete('pods', pod.metadata.namespace ?? '', pod.metadata.name)
        recorder.normal(job, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
      }
    }
    return undefined
  }

  /** First the target condition, then, when the last pod has ended, the final one (Job API, `status.conditions`). */
  function conclude(job: Live<Job>, status: JobStatus, verdict: Verdict, seen: JobPods): JobStatus {
    const won = verdict.outcome === 'succeeded'
    const { reason, message } = verdict
    const lastTransitionTime = timestamp(clock)
    const mark = (type: string) => ({
      type,
      status: 'True',
      reason,
      message,
      lastProbeTime: lastTransitionTime,
      lastTransitionTime,
    })
    const target = won ? 'SuccessCriteriaMet' : 'FailureTarget'
    let conditions = status.conditions ?? []
    if (!hasCondition(conditions, target)) conditions = withCondition(conditions, mark(target))
    if (seen.active.length > 0 || seen.terminating > 0) return { ...status, conditions }
    conditions = withCondition(conditions, mark(won ? 'Complete' : 'Failed'))
    if (!won) recorder.warning(job, reason, message)
    else recorder.normal(job, 'Completed', 'Job completed')
    return { ...status, conditions, ...(won ? { completionTime: lastTransitionTime } : {}) }
  }

  function write(job: Live<Job>, status: JobStatus, seen: JobPods) {
    client.updateStatus('jobs', {
      ...job,
      status: {
        ...status,
        active: seen.active.length,
        ready: seen.ready,
        terminating: seen.terminating,
        ...(isIndexed(job) && { completedIndexes: formatIndexes(seen.completed) }),
        uncountedTerminatedPods: {},
      },
    })
    // After the counters: the pod may vanish as soon as nothing holds it.
    for (const pod of seen.uncounted) stopTracking(pod)
  }

  function noteSuspension(job: Live<Job>, status: JobStatus): JobStatus {
    const suspended = job.spec?.suspend ?? false
    const before = findCondition(status.conditions, 'Suspended')
    if (suspended === (before?.status === 'True')) return status
    const reason = suspended ? 'JobSuspended' : 'JobResumed'
    const message = suspended ? 'Job suspended' : 'Job resumed'
    const time = timestamp(clock)
    const conditions = withCondition(status.conditions, {
      type: 'Suspended',
      status: suspended ? 'True' : 'False',
      reason,
      message,
      lastProbeTime: time,
      lastTransitionTime: time,
    })
    recorder.normal(job, suspended ? 'Suspended' : 'Resumed', message)
    const { startTime: _stopped, ...rest } = status
    return suspended ? { ...rest, conditions } : { ...status, conditions, startTime: time }
  }

  function stopTracking(pod: Live<Pod>) {
    const live = client.get('pods', pod.metadata.namespace ?? '', pod.metadata.name)
    if (live === undefined || live.metadata.uid !== pod.metadata.uid || !isTracked(live)) return
    const finalizers = live.metadata.finalizers?.filter((finalizer) => finalizer !== trackingFinalizer) ?? []
    client.update('pods', { ...live, metadata: { ...live.metadata, finalizers } })
  }

  function expire(job: Live<Job>): number | undefined {
    const seconds = job.spec?.ttlSecondsAfterFinished
    if (seconds === undefined) return undefined
    const final = job.status?.conditions?.find(
      ({ type, status }) => status === 'True' && (type === 'Complete' || type === 'Failed'),
    )
    const leftMs = (parseTime(final?.lastTransitionTime) ?? clock.now()) + seconds * 1000 - clock.now()
    if (leftMs > 0) return leftMs
    client.delete('jobs', job.metadata.namespace ?? '', job.metadata.name, {
      propagationPolicy: 'Foreground',
      uid: job.metadata.uid,
    })
    return undefined
  }
}

/** `spec.managedBy` hands a Job to a controller that is not of this cluster. */
function isManagedByOthers({ spec }: Live<Job>): boolean {
  return (spec?.managedBy ?? 'kubernetes.io/job-controller') !== 'kubernetes.io/job-controller'
}

function decidedBefore(status: JobStatus): Verdict | undefined {
  for (const { type, status: value, reason = '', message = '' } of status.conditions ?? []) {
    if (value !== 'True') continue
    if (type === 'SuccessCriteriaMet') return { outcome: 'succeeded', reason, message }
    if (type === 'FailureTarget') return { outcome: 'failed', reason, message }
  }
  return undefined
}

function podsToStart(job: Live<Job>, seen: JobPods, count: number): Pod[] {
  if (!isIndexed(job)) return Array.from({ length: count }, () => jobPod(job))
  const indexes = nextIndexes(job.spec?.completions ?? 0, seen.completed, seen.active, count)
  return indexes.map((index) => jobPod(job, index))
}

function earliest(...times: (number | undefined)[]): number | undefined {
  const given = times.filter((time) => time !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}
