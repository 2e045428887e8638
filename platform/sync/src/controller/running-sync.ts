import type { RetryPolicy } from '@gitops-example/applications/parse/application'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { retryDelay } from '../operation/retry-delay.ts'
import type { OperationState, SyncOperation } from '../operation/sync-operation.ts'
import type { OperationStatus } from '../status/application-status.ts'

/** What a sync was begun for. */
export interface SyncAttempt {
  /** Names the revision and the source; a sync for another target takes its place. */
  target: string
  revision: string
  revisions: string[]
  kind: 'full' | 'selective'
  initiatedBy: { automated?: boolean; username?: string }
  /** As written into `status.operationState.operation`. */
  operation: unknown
  source: { source?: unknown; sources?: unknown }
  retry: RetryPolicy
}

/** How often a passing trouble (a conflict, a terminating namespace) is tried again before it counts as a failure. */
const maxTroubles = 12

/** One sync from its start to its end, over all retries. */
export class RunningSync {
  readonly attempt: SyncAttempt
  readonly startedAt: number
  readonly #begin: () => SyncOperation
  #operation: SyncOperation
  #retries = 0
  #troubles = 0
  #resumeAt: number | undefined
  #state: OperationState = { phase: 'Running', message: '' }
  #finishedAt: number | undefined

  constructor(attempt: SyncAttempt, begin: () => SyncOperation, now: number) {
    this.attempt = attempt
    this.startedAt = now
    this.#begin = begin
    this.#operation = begin()
  }

  get state(): OperationState {
    return this.#state
  }

  get operation(): SyncOperation {
    return this.#operation
  }

  /** When to call `step` again though nothing changes; undefined when only a change can help. */
  get resumeAt(): number | undefined {
    return this.#resumeAt
  }

  /** Does what can be done at this time. */
  async step(now: () => number): Promise<OperationState> {
    if (this.#finishedAt !== undefined) return this.#state
    if (this.#resumeAt !== undefined && now() < this.#resumeAt) return this.#state
    if (this.#resumeAt !== undefined && this.#state.phase === 'Failed') this.#operation = this.#begin()
    this.#resumeAt = undefined
    let state: OperationState
    try {
      state = await this.#operation.step()
      this.#troubles = 0
    } catch (error) {
      if (!(error instanceof GitopsError && error.retryable)) throw error
      state = this.#troubled(error, now())
      if (state.phase === 'Running') {
        this.#state = state
        return state
      }
    }
    await this.#end(state, now())
    return this.#state
  }

  status(): OperationStatus {
    const { attempt } = this
    const { revision, revisions, source } = attempt
    return {
      operation: attempt.operation,
      phase: this.#finishedAt === undefined ? 'Running' : this.#state.phase,
      message: this.#state.message,
      startedAt: new Date(this.startedAt).toISOString(),
      ...(this.#finishedAt === undefined ? {} : { finishedAt: new Date(this.#finishedAt).toISOString() }),
      ...(this.#retries === 0 ? {} : { retryCount: this.#retries }),
      syncResult: {
        revision,
        ...(revisions.length > 1 ? { revisions } : {}),
        ...source,
        resources: this.#operation.results,
      },
    }
  }

  get isFinished(): boolean {
    return this.#finishedAt !== undefined
  }

  #troubled(error: GitopsError, now: number): OperationState {
    const message = describeError(error)
    this.#troubles++
    // While the API is away nothing can fail or succeed: wait for it however long it takes.
    if (error.code !== 'kubernetes-unreachable' && this.#troubles > maxTroubles)
      return { phase: 'Failed', message }
    this.#resumeAt = now + Math.min(100 * 2 ** (this.#troubles - 1), 5000)
    return { phase: 'Running', message }
  }

  async #end(state: OperationState, now: number): Promise<void> {
    this.#state = state
    if (state.phase === 'Running') return
    if (state.phase === 'Succeeded') {
      await this.#operation.deleteHooks('HookSucceeded')
      this.#finishedAt = now
      return
    }
    await this.#operation.deleteHooks('HookFailed')
    const delay = retryDelay(this.attempt.retry, this.#retries + 1)
    if (delay === undefined) {
      this.#finishedAt = now
      return
    }
    this.#retries++
    this.#resumeAt = now + delay
    const at = new Date(this.#resumeAt).toISOString()
    this.#state = { ...state, message: `${state.message} Retrying attempt #${this.#retries} at ${at}.` }
  }
}
