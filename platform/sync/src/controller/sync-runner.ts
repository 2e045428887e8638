import {
  type Application,
  instanceName,
  type RequestedOperation,
} from '@gitops-example/applications/parse/application'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Comparer } from '../compare/comparer.ts'
import { resourceOptions } from '../desired/resource-options.ts'
import { healthOf } from '../health/health-of.ts'
import { releaseHooks } from '../live/hook-finalizer.ts'
import type { OperationStatus, RevisionHistory } from '../status/application-status.ts'
import { readHistory, readOperationState } from '../status/read-status.ts'
import type { SyncEvents } from '../sync-events.ts'
import { buildOperation } from './build-operation.ts'
import type { ComparedApplication } from './compare-application.ts'
import { decideSync } from './decide-sync.ts'
import type { Desired, Target } from './desired-state.ts'
import { HealBackoff } from './heal-backoff.ts'
import { nameHooks } from './name-hooks.ts'
import { RunningSync, type SyncAttempt } from './running-sync.ts'
import type { SyncContext } from './sync-context.ts'

export interface Advance {
  /** Whether the cluster may have been changed. */
  acted: boolean
  /** Why automated sync holds back. */
  error?: string
  /** When to look again though nothing changes. */
  wakeAt?: number
  /** Set once, when a sync has failed for good. */
  failed?: string
}

/** Begins and carries on the syncs of one Application, one at a time. */
export class SyncRunner {
  readonly #context: SyncContext
  readonly #comparer: Comparer
  #running: RunningSync | undefined
  /** How the last sync before this process began ended, according to the status. */
  #earlier: OperationStatus | undefined
  #requested: RequestedOperation | undefined
  /** Of the last request, until the next sync begins. */
  #refusal: OperationStatus | undefined
  #heal = new HealBackoff()
  #appliedTarget: string | undefined
  /** The target that was reached last without a sync. */
  #reached: string | undefined
  #compared: ComparedApplication | undefined
  history: RevisionHistory[]

  constructor(context: SyncContext, comparer: Comparer, object: KubeObject) {
    this.#context = context
    this.#comparer = comparer
    this.#earlier = readOperationState(object)
    this.history = readHistory(object)
  }

  /** What a user asked for; it goes before what is automated. */
  request(operation: RequestedOperation): void {
    this.#requested = operation
  }

  /** Key of the target that was last reported as applied. */
  get appliedTarget(): string | undefined {
    return this.#appliedTarget
  }

  status(): OperationStatus | undefined {
    return this.#refusal ?? this.#running?.status() ?? this.#earlier
  }

  /** The message of a hook that made the last sync to this target fail. */
  failedHook(target: Target): string | undefined {
    const running = this.#running
    if (running?.attempt.target !== target.key || !running.isFinished) return undefined
    const failed = running.operation.results.find(({ hookPhase }) => hookPhase === 'Failed')
    return failed === undefined ? undefined : running.state.message
  }

  async advance(application: Application, desired: Desired, compared: ComparedApplication): Promise<Advance> {
    const { clock, log, api, live } = this.#context
    const { target } = desired
    this.#compared = compared
    const open = this.#running
    if (
      open &&
      !open.isFinished &&
      open.attempt.target !== target.key &&
      application.automated !== undefined
    ) {
      log(`${application.name}: ${target.revision.slice(0, 7)} takes the place of a sync in progress`)
      await open.operation.release()
      this.#running = undefined
    }
    if (this.#running === undefined || this.#running.isFinished) {
      await releaseHooks(instanceName(application), api, live)
      const advance = this.#begin(application, desired, compared)
      if (advance !== undefined) return advance
    }
    const running = this.#running
    if (running === undefined) return { acted: false }
    await running.step(() => clock.now())
    if (running.operation.isWritten) {
      const { changes, writtenApplications: applications } = running.operation
      this.#reportApplied(application, desired, { changes, applications }, clock.now() - running.startedAt)
    }
    if (running.isFinished) return this.#finished(application, running)
    return { acted: true, ...(running.resumeAt === undefined ? {} : { wakeAt: running.resumeAt }) }
  }

  /** Starts a sync where one is due; otherwise returns what to do instead. */
  #begin(application: Application, desired: Desired, compared: ComparedApplication): Advance | undefined {
    const { clock } = this.#context
    const requested = this.#requested
    this.#requested = undefined
    if (requested !== undefined) {
      const problems = [...requested.problems, ...revisionProblems(requested, application, desired.target)]
      if (problems.length > 0) return this.#refuse(requested, problems)
      this.#start(application, desired, requested.resources.length > 0 ? 'selective' : 'full', requested)
      return undefined
    }
    const differing = compared.resources.filter(
      (one) => one.desired.hook === undefined && !one.comparison.same,
    )
    if (differing.length === 0 && compared.extraneous.length === 0) {
      if (this.#running && this.#hasRecovered(this.#running)) {
        // The sync failed on a resource that has become healthy since: it is done.
        this.#start(application, desired, 'selective', undefined)
        return undefined
      }
      // Nothing to do counts as done: what drifts from here is healed without hooks.
      this.#reached = desired.target.key
      this.#reportApplied(application, desired, { changes: 0, applications: [] }, 0)
      return { acted: false }
    }
    const { last, message } = this.#last(desired.target)
    const decision = decideSync({
      automated: application.automated,
      differing: differing.length,
      extraneous: compared.extraneous.filter((object) => resourceOptions(object).prune).length,
      desired: desired.resources.length,
      last,
      lastMessage: message,
      revision: desired.target.revision,
    })
    if (decision.start === 'none') {
      if (decision.error !== undefined) return { acted: false, error: decision.error }
      // What is left waits until somebody asks for a sync, for pruning, or for healing.
      this.#reportApplied(application, desired, { changes: 0, applications: [] }, 0)
      return { acted: false }
    }
    if (decision.start === 'selective') {
      const delay = this.#heal.delayMs(clock.now())
      if (delay > 0) return { acted: false, wakeAt: clock.now() + delay }
      this.#heal.healed(clock.now())
    }
    this.#start(application, desired, decision.start, undefined)
    return undefined
  }

  #start(
    application: Application,
    desired: Desired,
    kind: 'full' | 'selective',
    requested: RequestedOperation | undefined,
  ): void {
    const { clock } = this.#context
    const { target } = desired
    const now = clock.now()
    const { multiSource, sources } = application
    const { retry } = requested ?? application
    const raw = sources.map((source) => source.raw)
    const attempt: SyncAttempt = {
      target: target.key,
      revision: target.revision,
      revisions: target.revisions,
      kind,
      initiatedBy: requested === undefined ? { automated: true } : { username: requested.username },
      operation: requested?.raw ?? {
        initiatedBy: { automated: true },
        sync: { revision: target.revision, prune: application.automated?.prune ?? false },
        retry: { limit: retry.limit },
      },
      source: multiSource ? { sources: raw } : { source: raw[0] },
      retry,
    }
    const resources = nameHooks(desired.resources, instanceName(application), target.revision, now)
    const begin = () =>
      buildOperation(this.#context, this.#comparer, {
        application,
        resources,
        compared: this.#compared ?? { resources: [], extraneous: [], warnings: [] },
        kind,
        requested,
      })
    this.#running = new RunningSync(attempt, begin, now)
    this.#refusal = undefined
  }

  /** Reports in the Application's status what of the request is not supported; nothing is changed. */
  #refuse(requested: RequestedOperation, problems: readonly string[]): Advance {
    const now = new Date(this.#context.clock.now()).toISOString()
    this.#refusal = {
      operation: requested.raw,
      phase: 'Error',
      message: problems.join('; '),
      startedAt: now,
      finishedAt: now,
    }
    return { acted: false }
  }

  #finished(application: Application, running: RunningSync): Advance {
    const { attempt, state } = running
    if (state.phase !== 'Succeeded') {
      const { message } = state
      const error = `Failed last sync attempt to ${attempt.revision}: ${message}`
      return { acted: true, failed: message, ...(application.automated === undefined ? {} : { error }) }
    }
    if (attempt.kind === 'full') {
      this.history = [
        ...this.history,
        {
          id: (this.history.at(-1)?.id ?? -1) + 1,
          revision: attempt.revision,
          ...(attempt.revisions.length > 1 ? { revisions: attempt.revisions } : {}),
          deployStartedAt: new Date(running.startedAt).toISOString(),
          deployedAt: new Date(this.#context.clock.now()).toISOString(),
          ...attempt.source,
          initiatedBy: attempt.initiatedBy,
        },
      ].slice(-application.revisionHistoryLimit)
    }
    return { acted: true }
  }

  #last(target: Target): { last: 'fresh' | 'succeeded' | 'failed'; message: string } {
    const running = this.#running
    if (running?.attempt.target !== target.key && this.#reached === target.key) {
      return { last: 'succeeded', message: '' }
    }
    if (running === undefined) return this.#lastFromStatus(target)
    const { phase, message } = running.state
    if (running.attempt.target !== target.key) return { last: 'fresh', message }
    if (phase !== 'Failed') return { last: 'succeeded', message }
    return { last: this.#hasRecovered(running) ? 'fresh' : 'failed', message }
  }

  /** A process that starts knows of earlier syncs only what the status says. */
  #lastFromStatus(target: Target): { last: 'fresh' | 'succeeded' | 'failed'; message: string } {
    const message = this.#earlier?.message ?? ''
    const { revision, revisions = [revision] } = this.#earlier?.syncResult ?? {}
    const raw = target.sources.map((one) => one.source.raw)
    const { source, sources } = this.#earlier?.syncResult ?? {}
    const isSameSource = sameJson(sources ?? [source], raw)
    if (!sameJson(revisions, target.revisions) || !isSameSource || this.#earlier?.phase === 'Running') {
      return { last: 'fresh', message }
    }
    return { last: this.#earlier?.phase === 'Succeeded' ? 'succeeded' : 'failed', message }
  }

  /** What made the sync fail was another resource's ill health, and that is over. */
  #hasRecovered({ state, operation: { degraded } }: RunningSync): boolean {
    if (state.phase !== 'Failed') return false
    const object = degraded && this.#context.live.get(degraded)
    return object !== undefined && healthOf(object, this.#context.live)?.status === 'Healthy'
  }

  #reportApplied(
    application: Application,
    { target }: Desired,
    written: Pick<SyncEvents['sync.applied'], 'changes' | 'applications'>,
    durationMs: number,
  ): void {
    if (this.#appliedTarget === target.key) return
    this.#appliedTarget = target.key
    this.#context.events.emit('sync.applied', {
      application: application.name,
      revisions: target.revisions,
      ...written,
      durationMs,
      at: this.#context.clock.now(),
    })
  }
}

/** A sync goes to the commit that the Application follows; another one is asked for by its targetRevision. */
function revisionProblems(
  { revision }: RequestedOperation,
  { sources }: Application,
  target: Target,
): string[] {
  const isFollowed =
    revision === undefined ||
    revision === '' ||
    target.revision.startsWith(revision) ||
    sources.some(({ targetRevision }) => targetRevision === revision)
  return isFollowed
    ? []
    : [`operation.sync.revision ${revision} is not supported: set spec.source.targetRevision to it`]
}
