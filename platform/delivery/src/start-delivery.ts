import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { Events } from '@gitops-example/kit/events'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { BranchMove } from '@gitops-example/release/branch/own-branch'
import { openToolbox } from './checks/toolbox.ts'
import { type DeliverContext, type DeliverRequest, deliver, type TakeOver } from './deliver/deliver.ts'
import { Drafts } from './deliver/drafts.ts'
import { Rehearsal } from './deliver/rehearsal.ts'
import { whileSlow } from './deliver/while-slow.ts'
import type { DeliveryEvents } from './delivery-events.ts'
import { releaseTarget } from './release-target.ts'

export interface DeliveryOptions {
  /** Where releases are pushed to: an address or path that git takes. */
  repository: string
  /** A repository on this machine that has every pushed commit. */
  gitDir: string
  /** The branch that is delivered. */
  branch: string
  /** The folder below `ops/environments` that gets the releases; its values say which branch has them. */
  environment: string
  /** A branch of `gitDir` was moved by a release: no hook runs for it. */
  onMoved?: (move: BranchMove) => void
  /** The commits of an app that are known to have run here, the newest first. */
  wentLive?: (app: string) => readonly string[]
  /** For work trees and caches; kept between runs. */
  workDir: string
  /** One OCI image layout per repository of images. */
  imagesDir: string
  /** A checkout whose `node_modules` are used for revisions with the same lockfile. */
  installDir: string
  /** Where people edit, see `Delivery.edited`. */
  checkoutDir: string
  clock: Clock
  events: Events<DeliveryEvents>
  /** Called with what the person who edits should know. */
  onNote?: (line: string) => void
  log: (line: string) => void
}

export interface Delivery {
  /** The branch moved to `after`: it is delivered as soon as the delivery before it has ended. */
  pushed(update: { before?: string; after: string }): void
  /**
   * A file of the app or library in `dev/NAME` was written in the checkout: when nothing else is to do, the app, or each
   * app that uses the library, is checked and bundled as it stands there, and a push of that content finds it done.
   * Only while the delivered branch is checked out.
   */
  edited(name: string): void
  /**
   * Delivers what `head` still needs: what was pushed, or was cut off, while nothing ran here. Silent if nothing.
   * Resolves when that is delivered, and what was pushed in the meantime.
   */
  resume(head: string): Promise<void>
  /** Resolves with why, should it fail itself, rather than what it delivers; it delivers nothing more then. */
  readonly failed: Promise<string>
  /** Resolves when nothing is being delivered or waiting. */
  idle(): Promise<void>
  /** Interrupts a delivery and ends its processes. */
  stop(): Promise<void>
}

/** An idle Vitest holds about 180 MB: it is kept for as long as somebody is likely to continue working. */
const warmTestsMs = 120_000

/** For how long tests run on when a newer commit waits: they may be written so that they never end. */
const longestTestsMs = 10_000

/** Long enough for what was released to start undisturbed. */
const rehearsalDelayMs = 5000

/**
 * Delivers pushed commits one after the other. Of several that wait, only the newest is delivered: it contains the
 * others, and content decides which apps are released. It takes over from one whose tests do not end.
 */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { gitDir, workDir, installDir, clock, events, log } = options
  const objects = new GitObjects(gitDir)
  const toolbox = openToolbox({ objects, workDir, installDir, clock, warmTestsMs, log })
  const context: DeliverContext = {
    ...options,
    objects,
    target: releaseTarget({ ...options, objects }),
    toolbox,
    random: Math.random,
  }
  const drafts = new Drafts({
    objects,
    toolbox,
    checkoutDir: options.checkoutDir,
    branch: options.branch,
    clock,
    onNote: options.onNote ?? log,
    draftsDir: join(workDir, 'drafts.git'),
    log,
  })
  const rehearsal = new Rehearsal({ objects, toolbox, clock, delayMs: rehearsalDelayMs, log })
  const stopping = new AbortController()
  let waiting: Omit<DeliverRequest, 'id'> | undefined
  let running: Promise<void> | undefined
  let current: { revision: string; startedAt: number; takeOver: (by: string) => void } | undefined
  let drafting: Promise<void> | undefined

  const failure = Promise.withResolvers<string>()
  let hasFailed = false
  const fail = (error: unknown) => {
    hasFailed = true
    failure.resolve(describeError(error))
  }

  /** Both check apps in the same work trees: drafts first, as somebody waits for them. */
  const beginOther = () => {
    if (stopping.signal.aborted) return
    if (drafts.waiting) drafting ??= draft().catch(fail)
    else rehearsal.begin()
  }
  const draft = async () => {
    await rehearsal.interrupt()
    if (running === undefined) await drafts.run(stopping.signal)
    drafting = undefined
    if (running === undefined) beginOther()
  }
  const run = async (first: string) => {
    await Promise.all([rehearsal.interrupt(), drafts.yieldTo(first)])
    if (drafting !== undefined) {
      current = { revision: first, startedAt: clock.now(), takeOver: () => drafts.cut() }
      using _ = sayWhileSlow(first, 'the check of the same files as they were saved comes first')
      await drafting
      current = undefined
    }
    while (waiting !== undefined && !stopping.signal.aborted) {
      const request = waiting
      const { revision } = request
      waiting = undefined
      queued?.[Symbol.dispose]()
      queued = undefined
      const newer = new AbortController()
      const takeOver: TakeOver = { signal: newer.signal }
      current = {
        revision,
        startedAt: clock.now(),
        takeOver(by) {
          takeOver.by = by
          newer.abort(new GitopsError('taken-over', `${by.slice(0, 7)} is delivered instead.`))
        },
      }
      const unchecked = await deliver(context, { ...request, id: randomUUID() }, stopping.signal, takeOver)
      current = undefined
      for (const app of unchecked) rehearsal.add(app, revision)
    }
    running = undefined
    beginOther()
  }
  let queued: Disposable | undefined
  const sayWhileSlow = (revision: string, what: string): Disposable => {
    const of = { id: randomUUID(), revision }
    return whileSlow(clock, (ms) => events.emit('delivery.waiting', { ...of, at: clock.now(), what, ms }))
  }
  /** A commit waits for another that is being delivered. */
  const queue = (revision: string, ahead: NonNullable<typeof current>): Disposable => {
    const stack = new DisposableStack()
    stack.use(sayWhileSlow(revision, `the delivery of ${ahead.revision.slice(0, 7)} comes first`))
    if (revision === ahead.revision) return stack
    const leftMs = Math.max(0, ahead.startedAt + longestTestsMs - clock.now())
    stack.use(clock.after(leftMs, () => ahead.takeOver(revision)))
    return stack
  }
  const enqueue = (request: Omit<DeliverRequest, 'id'>) => {
    const { revision } = request
    if (waiting !== undefined && waiting.revision !== revision) {
      events.emit('delivery.superseded', {
        id: randomUUID(),
        revision: waiting.revision,
        at: clock.now(),
        by: revision,
      })
    }
    waiting = request
    queued?.[Symbol.dispose]()
    queued = current === undefined ? undefined : queue(revision, current)
    running ??= run(revision).catch(fail)
  }
  const idle = async () => {
    while (running !== undefined && !hasFailed) await running
  }
  return {
    edited(name) {
      drafts.add(name)
      if (running === undefined && drafting === undefined) beginOther()
    },
    pushed: ({ before, after }) =>
      enqueue({ revision: after, resumed: false, ...(before === undefined ? {} : { before }) }),
    async resume(head) {
      enqueue({ revision: head, resumed: true })
      await idle()
    },
    failed: failure.promise,
    idle,
    async stop() {
      stopping.abort()
      queued?.[Symbol.dispose]()
      await Promise.all([running, drafting, rehearsal.interrupt(), toolbox[Symbol.asyncDispose]()])
      drafts[Symbol.dispose]()
      objects[Symbol.dispose]()
    },
  }
}
