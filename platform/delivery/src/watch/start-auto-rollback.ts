import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Events } from '@gitops-example/kit/events'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { BranchMove } from '@gitops-example/release/branch/own-branch'
import { undoRelease } from '@gitops-example/release/rollback/undo-release'
import type { DeliveryEvents } from '../delivery-events.ts'
import { releaseTarget } from '../release-target.ts'

/** What sync reports about an Application, in the fields that matter here; the Application has its app's name. */
export interface ApplicationHealth {
  application: string
  health: string
  /** Why, where it is not healthy: becomes the evidence. */
  message?: string
  images: readonly string[]
}

export interface AutoRollbackOptions {
  /** Where the rollback is pushed to: an address or path that git takes. */
  repository: string
  gitDir: string
  branch: string
  environment: string
  /** A branch of `gitDir` was moved by a rollback: no hook runs for it. */
  onMoved?: (move: BranchMove) => void
  clock: Clock
  /** Releases are read from these events, and rollbacks emitted as such. */
  events: Events<DeliveryEvents>
  /** How long after its release a version is watched, in milliseconds. */
  windowMs?: number
  /** How long it has to stay Degraded before it is undone, in milliseconds. */
  settleMs?: number
  /** How long it has to stay Healthy to have served: what ends it later is not the release's failure to start. */
  servedMs?: number
}

export interface AutoRollback {
  /** Call it whenever the health of an Application changes. */
  health(change: ApplicationHealth): void
  /** Resolves when no rollback is under way. */
  idle(): Promise<void>
  stop(): Promise<void>
}

interface Watch {
  id: string
  tag: string
  until: number
  degraded?: Disposable
  healthy?: Disposable
}

const defaultWindowMs = 5 * 60_000
const defaultSettleMs = 1000
const defaultServedMs = 10_000

/**
 * Undoes a release that turns Degraded within its watch window, by the same commit as `gitops rollback`: with the
 * Application's message as evidence, and the bad commit in quarantine. A release is undone once, not retried. The watch
 * ends early when the version has served: a later death, by load above all, is no evidence against it.
 */
export function startAutoRollback(options: AutoRollbackOptions): AutoRollback {
  const { gitDir, environment, clock, events } = options
  const { windowMs = defaultWindowMs, settleMs = defaultSettleMs } = options
  const { servedMs = defaultServedMs } = options
  const objects = new GitObjects(gitDir)
  const target = releaseTarget({ ...options, objects, log: () => {} })
  const watches = new Map<string, Watch>()
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()

  const forget = (app: string) => {
    const watch = watches.get(app)
    watch?.degraded?.[Symbol.dispose]()
    watch?.healthy?.[Symbol.dispose]()
    watches.delete(app)
  }
  const released = events.on('delivery.released', ({ id, revision, apps, at }) => {
    for (const app of apps) {
      forget(app)
      watches.set(app, { id, tag: revision, until: at + windowMs })
    }
  })
  const undo = async (app: string, { id, tag }: Watch, message: string) => {
    const of = { id, revision: tag, app }
    try {
      const done = await undoRelease({
        objects,
        ...(await target(tag)),
        clock,
        random: Math.random,
        signal: stopping.signal,
        environment,
        app,
        tag,
        reason: `It became Degraded within ${Math.round(windowMs / 1000)} s of its release.`,
        evidence: message,
      })
      if (done === undefined) return
      events.emit('delivery.rolled-back', {
        ...of,
        at: clock.now(),
        to: done.to,
        rollbackRevision: done.revision,
      })
    } catch (error) {
      if (stopping.signal.aborted) return
      events.emit('delivery.rollback-refused', { ...of, at: clock.now(), why: describeError(error) })
    }
  }
  return {
    health({ application: app, health, message = '', images }) {
      const watch = watches.get(app)
      if (watch === undefined) return
      if (clock.now() > watch.until) return forget(app)
      if (health !== 'Degraded') {
        watch.degraded?.[Symbol.dispose]()
        delete watch.degraded
      }
      if (health !== 'Healthy') {
        watch.healthy?.[Symbol.dispose]()
        delete watch.healthy
      }
      if (!images.some((image) => image.endsWith(`:${watch.tag}`))) return
      if (health === 'Healthy') watch.healthy ??= clock.after(servedMs, () => forget(app))
      if (health !== 'Degraded' || watch.degraded !== undefined) return
      watch.degraded = clock.after(settleMs, () => {
        watches.delete(app)
        const work = undo(app, watch, message).finally(() => running.delete(work))
        running.add(work)
      })
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
    async stop() {
      released[Symbol.dispose]()
      for (const app of [...watches.keys()]) forget(app)
      stopping.abort()
      await Promise.all(running)
      objects[Symbol.dispose]()
    },
  }
}
