import { field, listField, numberField, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { ContainerRun } from './health.ts'

export interface FailingContainer {
  /** Such as `exits with code 1 at start`. */
  what: string
  logsOf?: ContainerRun
}

/** Waiting for these does not help: somebody has to change something. */
const cannotStart = /^(Err.*|.*Error|ImagePullBackOff|InvalidImageName)$/

/** A container that lives no longer than this has failed at its start. */
const startMs = 10_000

/** How often a container may end before it counts as failing though it runs again at the moment. */
const restartsOfTrouble = 2

/**
 * The container that keeps a pod from getting ready; undefined while it may still start. A slow start is not a failure: only
 * a container that ended, or cannot be made, is failing. A container that ended once is started again without delay,
 * so the second end within a row (CrashLoopBackOff, or ended again) decides.
 */
export function failingContainer(pod: KubeObject): FailingContainer | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap((name) =>
    listField(pod, 'status', name),
  )
  for (const status of statuses) {
    const found = failure(pod, status)
    if (found !== undefined) return found
  }
  return undefined
}

function failure(pod: KubeObject, status: unknown): FailingContainer | undefined {
  if (field(status, 'ready') === true) return undefined
  const restarts = numberField(status, 'restartCount') ?? 0
  const run = (previous: boolean): ContainerRun => ({
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    uid: pod.metadata.uid ?? '',
    container: textField(status, 'name') ?? '',
    restarts,
    previous,
  })
  const reason = textField(status, 'state', 'waiting', 'reason') ?? ''
  const current = field(status, 'state', 'terminated')
  const last = field(status, 'lastState', 'terminated')
  if (reason === 'CrashLoopBackOff') {
    return { what: endText(current ?? last), logsOf: run(true) }
  }
  if (cannotStart.test(reason)) {
    const message = textField(status, 'state', 'waiting', 'message')
    return { what: `cannot start: ${message === undefined ? reason : `${reason}: ${message}`}` }
  }
  const restartsNever = textField(pod, 'spec', 'restartPolicy') === 'Never'
  if (current !== undefined && numberField(current, 'exitCode') !== 0 && (restarts > 0 || restartsNever)) {
    return { what: endText(current), logsOf: run(false) }
  }
  if (current === undefined && last !== undefined && restarts >= restartsOfTrouble) {
    return { what: `${endText(last)}, ${restarts} times`, logsOf: run(true) }
  }
  return undefined
}

function endText(terminated: unknown): string {
  const reason = textField(terminated, 'reason')
  const code = numberField(terminated, 'exitCode')
  if (reason === 'OOMKilled') return 'is killed: it uses more memory than its limit (OOMKilled)'
  if (code === undefined) return 'ends again and again'
  const what = code > 128 && code < 160 ? `is ended by signal ${code - 128}` : `exits with code ${code}`
  return livedShortly(terminated) ? `${what} at start` : what
}

function livedShortly(terminated: unknown): boolean {
  const [from, to] = ['startedAt', 'finishedAt'].map((name) => Date.parse(textField(terminated, name) ?? ''))
  return from !== undefined && to !== undefined && to - from <= startMs
}
