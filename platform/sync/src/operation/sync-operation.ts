import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { type KubeObject, type ObjectRef, refKey, refText } from '@gitops-example/kube-client/kube-object'
import type { DesiredResource } from '../desired/desired-resource.ts'
import type { Health } from '../health/health.ts'
import { byKind } from './kind-order.ts'
import { appliedMessage, type ResourceResult, resourceResult } from './resource-result.ts'
import type { HookTask, SyncTask, TaskGroup } from './sync-task.ts'

/** What an operation can do to the cluster; the only writer of resources. */
export interface ResourceWriter {
  /** Throws when the object cannot be written, as far as that shows without writing; `dryRun` asks the server too. */
  check(desired: DesiredResource, dryRun: boolean): Promise<void>
  /** Done once, before everything else. */
  prepare(): Promise<void>
  /** Makes the object as desired; returns the server's answer. */
  apply(desired: DesiredResource): Promise<KubeObject>
  /** Makes the object of a hook; it can be read until `release`, whoever deletes it. */
  create(desired: DesiredResource): Promise<KubeObject>
  /** Lets go of an object that `create` made; one that is gone is not an error. */
  release(live: KubeObject): Promise<void>
  /** Resolves when the deletion is asked for. */
  delete(live: KubeObject): Promise<void>
}

/** What an operation sees of the cluster; an undefined health is as good as Healthy. */
export interface ResourceView {
  get(ref: ObjectRef): KubeObject | undefined
  health(object: KubeObject): Promise<Health | undefined>
}

export type OperationState =
  | { phase: 'Running'; message: string }
  | { phase: 'Succeeded'; message: string }
  | { phase: 'Failed'; message: string }

interface HookRun {
  /** `deleting` waits for the object of an earlier run to be gone; a `finished` one may go. */
  state: 'deleting' | 'created' | 'finished'
  uid: string
}

/**
 * Carries out the groups of one sync. `step` does all that can be done now and returns; it is called again whenever
 * the cluster changes, so nothing waits for time to pass. A retryable error is thrown, and the next `step`
 * resumes where it failed.
 */
export class SyncOperation {
  readonly #writer: ResourceWriter
  readonly #view: ResourceView
  readonly #failGroups: readonly TaskGroup[]
  #groups: readonly TaskGroup[]
  #failed: string | undefined
  #isChecked = false
  #at = 0
  #isPrepared = false
  #done = new Set<string>()
  #hooks = new Map<string, HookRun>()
  #results = new Map<string, ResourceResult>()
  #changes = 0
  #degraded: ObjectRef | undefined

  /** `failGroups` are the hooks of phase SyncFail; they run when one of the groups has failed. */
  constructor(
    groups: readonly TaskGroup[],
    writer: ResourceWriter,
    view: ResourceView,
    failGroups: readonly TaskGroup[] = [],
  ) {
    this.#groups = groups
    this.#writer = writer
    this.#view = view
    this.#failGroups = failGroups
  }

  get results(): ResourceResult[] {
    return [...this.#results.values()]
  }

  /** How many resources were written or removed so far. */
  get changes(): number {
    return this.#changes
  }

  /** Names of the Applications among what was written or removed so far. */
  get writtenApplications(): string[] {
    return this.results.flatMap(({ group, kind, name, status }) =>
      group === 'argoproj.io' && kind === 'Application' && (status === 'Synced' || status === 'Pruned')
        ? [name]
        : [],
    )
  }

  /** The resource whose ill health made the operation fail; should it recover, another try makes sense. */
  get degraded(): ObjectRef | undefined {
    return this.#degraded
  }

  /** Whether everything that differed is written, though it may still be on its way to health. */
  get isWritten(): boolean {
    return this.#groups
      .slice(this.#at)
      .every((group) => group.tasks.every((task) => task.action === 'watch' || this.#done.has(keyOf(task))))
  }

  async step(): Promise<OperationState> {
    const refusal = this.#isChecked ? undefined : await this.#check()
    // Nothing was done that a hook of phase SyncFail could clean up after.
    if (refusal !== undefined) return { phase: 'Failed', message: refusal }
    this.#isChecked = true
    const state = await this.#advance()
    if (state.phase === 'Running') return state
    await this.release()
    if (this.#failed !== undefined) return { phase: 'Failed', message: this.#failed }
    if (state.phase === 'Succeeded' || this.#failGroups.length === 0) return state
    this.#failed = state.message
    this.#groups = this.#failGroups
    this.#at = 0
    return await this.step()
  }

  async #advance(): Promise<OperationState> {
    if (!this.#isPrepared) {
      try {
        await this.#writer.prepare()
      } catch (error) {
        if (!(error instanceof GitopsError) || error.retryable) throw error
        return { phase: 'Failed', message: describeError(error) }
      }
      this.#isPrepared = true
    }
    for (; this.#at < this.#groups.length; this.#at++) {
      const group = this.#groups[this.#at]
      if (group === undefined) break
      const failures = await this.#write(group)
      if (failures.length > 0) {
        return { phase: 'Failed', message: `one or more objects failed to apply: ${failures.join('; ')}` }
      }
      const state = await this.#wait(group)
      if (state !== undefined) return state
    }
    return { phase: 'Succeeded', message: 'successfully synced (all tasks run)' }
  }

  /** Lets go of the hooks that it has not seen finish; for an operation that another one replaces, too. */
  async release(): Promise<void> {
    for (const task of this.#groups.flatMap(({ tasks }) => tasks)) {
      const live = this.#hooks.get(keyOf(task))?.state === 'created' ? this.#view.get(task.ref) : undefined
      if (live !== undefined) await this.#writer.release(live)
    }
  }

  /** Removes the objects of hooks whose policy wants that after this end. */
  async deleteHooks(policy: 'HookSucceeded' | 'HookFailed'): Promise<void> {
    for (const task of this.#groups.flatMap(({ tasks }) => tasks)) {
      if (task.action !== 'hook' || !task.desired.hook?.deletePolicies.includes(policy)) continue
      const live = this.#hooks.has(keyOf(task)) ? this.#view.get(task.ref) : undefined
      if (live !== undefined) await this.#writer.delete(live)
    }
  }

  /** All of it before any of it is written, so that a commit with one wrong object is not half applied. */
  async #check(): Promise<string | undefined> {
    const tasks = this.#groups.flatMap((group) => group.tasks).filter(({ action }) => action !== 'watch')
    const written = tasks.filter((task) => task.action !== 'prune')
    const invalid = await this.#run(written, (task) => this.#writer.check(task.desired, false))
    if (invalid.length > 0) return `one or more synchronization tasks are not valid: ${invalid.join('; ')}`
    // One object alone is never half applied, and what is not there yet cannot be broken.
    const applied = written.filter(({ action }) => action === 'apply')
    if (tasks.length < 2 || !applied.some(({ ref }) => this.#view.get(ref) !== undefined)) return undefined
    const refused = await this.#run(applied, (task) => this.#writer.check(task.desired, true))
    if (refused.length === 0) return undefined
    return `one or more objects failed to apply (dry run): ${refused.join('; ')}`
  }

  /** Returns what failed for good. */
  async #write({ tasks }: TaskGroup): Promise<string[]> {
    const open = tasks.filter((task) => task.action !== 'watch' && !this.#done.has(keyOf(task)))
    const prunes = open.filter(({ action }) => action === 'prune')
    const steps = [prunes, ...byKind(open.filter(({ action }) => action !== 'prune'))]
    for (const step of steps) {
      const failures = await this.#run(step, (task) => this.#carryOut(task))
      if (failures.length > 0) return failures
    }
    return []
  }

  /** Side by side; returns and records what failed for good. */
  async #run<T extends SyncTask>(tasks: readonly T[], work: (task: T) => Promise<void>): Promise<string[]> {
    const outcomes = await Promise.allSettled(tasks.map(work))
    return outcomes.flatMap((outcome, index) => {
      const task = tasks[index]
      if (outcome.status === 'fulfilled' || task === undefined) return []
      if (outcome.reason instanceof GitopsError && outcome.reason.retryable) throw outcome.reason
      const message = describeError(outcome.reason)
      this.#record(task, { status: 'SyncFailed', message })
      return [`${refText(task.ref)}: ${message}`]
    })
  }

  async #carryOut(task: SyncTask): Promise<void> {
    if (task.action === 'prune') {
      await this.#writer.delete(task.live)
      this.#finish(task, { status: 'Pruned', message: 'pruned' })
    } else if (task.action === 'hook') {
      await this.#runHook(task)
    } else {
      const before = this.#view.get(task.ref)
      const now = await this.#writer.apply(task.desired)
      this.#finish(task, { status: 'Synced', message: appliedMessage(task.ref, before, now) })
    }
  }

  async #runHook(task: HookTask): Promise<void> {
    const live = this.#view.get(task.ref)
    const run = this.#hooks.get(keyOf(task))
    if (live !== undefined && run === undefined) {
      if (!task.desired.hook?.deletePolicies.includes('BeforeHookCreation')) {
        throw new GitopsError('hook-exists', 'it is there from an earlier sync.', {
          hint: 'Add the delete policy BeforeHookCreation.',
        })
      }
      await this.#writer.delete(live)
      await this.#writer.release(live)
      this.#hooks.set(keyOf(task), { state: 'deleting', uid: live.metadata.uid ?? '' })
    }
    const earlier = this.#hooks.get(keyOf(task))
    const remains = this.#view.get(task.ref)
    if (earlier?.state === 'deleting' && remains?.metadata.uid === earlier.uid) return // a later step goes on
    const created = await this.#writer.create(task.desired)
    this.#hooks.set(keyOf(task), { state: 'created', uid: created.metadata.uid ?? '' })
    this.#finish(task, { message: 'created', hookType: task.phase, hookPhase: 'Running' })
  }

  /** Undefined when the group is healthy and done with. */
  async #wait(group: TaskGroup): Promise<OperationState | undefined> {
    const isOnlyOne = this.#groups.length === 1
    for (const task of group.tasks) {
      const what = refText(task.ref)
      if (task.action === 'hook' && !this.#done.has(keyOf(task))) {
        return { phase: 'Running', message: `waiting for deletion of hook ${what}` }
      }
      if (this.#hooks.get(keyOf(task))?.state === 'finished') continue
      const live = this.#view.get(task.ref)
      if (task.action === 'prune') {
        const isGone = live === undefined || live.metadata.uid !== task.live.metadata.uid
        if (!isGone && !isOnlyOne) return { phase: 'Running', message: `waiting for deletion of ${what}` }
        continue
      }
      if (isOnlyOne && task.action !== 'hook') continue
      const health = live === undefined ? { status: 'Missing' as const } : await this.#view.health(live)
      const status = health?.status ?? 'Healthy'
      const { message = '' } = health ?? {}
      if (task.action === 'hook') this.#recordHook(task, status, message)
      if (status === 'Degraded') {
        if (task.action !== 'hook') this.#degraded = task.ref
        const kind = task.action === 'hook' ? `hook ${what} failed` : `${what} is Degraded`
        return { phase: 'Failed', message: message === '' ? kind : `${kind}: ${message}` }
      }
      const isGoing = live === undefined || live.metadata.deletionTimestamp !== undefined
      if (task.action === 'hook' && isGoing && status !== 'Healthy') {
        return { phase: 'Failed', message: `hook ${what} was deleted before it had finished` }
      }
      if (status !== 'Healthy') {
        const waiting = `waiting for ${task.action === 'hook' ? 'completion of hook' : 'healthy state of'} ${what}`
        return { phase: 'Running', message: message === '' ? waiting : `${waiting}: ${message}` }
      }
      if (task.action === 'hook' && live !== undefined) {
        await this.#writer.release(live)
        this.#hooks.set(keyOf(task), { state: 'finished', uid: live.metadata.uid ?? '' })
      }
    }
    return undefined
  }

  #finish(
    task: SyncTask,
    result: Pick<ResourceResult, 'status' | 'message' | 'hookType' | 'hookPhase'>,
  ): void {
    this.#done.add(keyOf(task))
    this.#changes++
    this.#record(task, result)
  }

  #recordHook(task: SyncTask, status: string, message: string): void {
    const hookPhase = status === 'Healthy' ? 'Succeeded' : status === 'Degraded' ? 'Failed' : 'Running'
    this.#record(task, { message, hookType: task.phase, hookPhase })
  }

  #record(
    task: SyncTask,
    result: Pick<ResourceResult, 'status' | 'message' | 'hookType' | 'hookPhase'>,
  ): void {
    const { apiVersion } = task.action === 'prune' ? task.live : task.desired.object
    this.#results.set(keyOf(task), resourceResult(task.ref, apiVersion, task.phase, result))
  }
}

function keyOf({ phase, ref }: SyncTask): string {
  return `${phase} ${refKey(ref)}`
}
