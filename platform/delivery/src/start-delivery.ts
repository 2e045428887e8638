import { randomUUID } from 'node:crypto'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Events } from '@gitops-example/kit/events'
import { remoteBranch } from './bump/remote-branch.ts'
import { openToolbox } from './checks/toolbox.ts'
import { warmUpApp } from './checks/warm-up-app.ts'
import { type DeliverContext, deliver } from './deliver/deliver.ts'
import { Rehearsal } from './deliver/rehearsal.ts'
import type { DeliveryEvents } from './delivery-events.ts'
import { GitObjects } from './git/git-objects.ts'

export interface DeliveryOptions {
  /** Where releases are pushed to: an address or path that git takes. */
  repository: string
  /** A repository on this machine that has every pushed commit. */
  gitDir: string
  /** The branch that is delivered and that bumps land on. */
  branch: string
  /** The folder below `ops/environments` whose values files get the new tags. */
  environment: string
  /** For work trees and caches; kept between runs. */
  workDir: string
  /** One OCI image layout per repository of images. */
  imagesDir: string
  /** A checkout whose `node_modules` are used for revisions with the same lockfile. */
  installDir: string
  clock: Clock
  events: Events<DeliveryEvents>
  log: (line: string) => void
}

export interface Delivery {
  /** The branch moved to `after`: it is delivered as soon as the delivery before it has ended. */
  pushed(update: { before?: string; after: string }): void
  /** Somebody works on the app in `dev/NAME`: its checks get ready for a push, when nothing else is to do. */
  edited(name: string): void
  /** Delivers what `head` still needs: what was pushed, or was cut off, while nothing ran here. Silent if nothing. */
  resume(head: string): Promise<void>
  /** Resolves when nothing is being delivered or waits for it. */
  idle(): Promise<void>
  /** Cuts a delivery short and ends every process of it. */
  stop(): Promise<void>
}

/** A Vitest that waits holds about 180 MB: kept for as long as somebody is likely to go on working. */
const warmTestsMs = 120_000

/** Long enough for what was released to start in peace. */
const rehearsalDelayMs = 5000

/**
 * Delivers pushed commits one after the other. Of several that wait, only the newest is delivered: it contains the
 * others, and what an app is released for is decided by content.
 */
export function startDelivery(options: DeliveryOptions): Delivery {
  const { gitDir, branch, workDir, installDir, clock, events, log } = options
  const objects = new GitObjects(gitDir)
  const toolbox = openToolbox({ objects, workDir, installDir, clock, warmTestsMs, log })
  const context: DeliverContext = {
    ...options,
    objects,
    // The hook of the repository tells this push from those of people by the variable.
    branch: remoteBranch({
      gitDir,
      remote: options.repository,
      branch,
      env: { GITOPS_DELIVERY: 'bump' },
      objects,
    }),
    toolbox,
    random: Math.random,
  }
  const rehearsal = new Rehearsal({ objects, toolbox, clock, delayMs: rehearsalDelayMs, log })
  const stopping = new AbortController()
  let waiting: { revision: string; resumed: boolean } | undefined
  let running: Promise<void> | undefined
  let warmingUp: Promise<void> | undefined

  const run = async () => {
    await Promise.all([rehearsal.interrupt(), warmingUp])
    while (waiting !== undefined && !stopping.signal.aborted) {
      const { revision, resumed } = waiting
      waiting = undefined
      const unchecked = await deliver(context, { id: randomUUID(), revision, resumed }, stopping.signal)
      for (const app of unchecked) rehearsal.add(app, revision)
    }
    running = undefined
    if (!stopping.signal.aborted) rehearsal.begin()
  }
  const enqueue = (revision: string, resumed: boolean) => {
    if (waiting !== undefined && waiting.revision !== revision) {
      events.emit('delivery.superseded', {
        id: randomUUID(),
        revision: waiting.revision,
        at: clock.now(),
        by: revision,
      })
    }
    waiting = { revision, resumed }
    running ??= run()
  }
  const warmUp = async (name: string) => {
    try {
      const revision = await context.branch.head()
      await warmUpApp({ objects, toolbox, revision, name, signal: stopping.signal })
    } catch (error) {
      // The push that follows fails for the same reason, and says so.
      log(`${name} is not warmed up: ${describeError(error)}`)
    } finally {
      warmingUp = undefined
    }
  }
  return {
    edited(name) {
      if (running !== undefined || rehearsal.running || stopping.signal.aborted) return
      warmingUp ??= warmUp(name)
    },
    pushed: ({ after }) => enqueue(after, false),
    async resume(head) {
      enqueue(head, true)
    },
    async idle() {
      while (running !== undefined) await running
    },
    async stop() {
      stopping.abort()
      await Promise.all([running, warmingUp, rehearsal.interrupt(), toolbox[Symbol.asyncDispose]()])
      objects[Symbol.dispose]()
    },
  }
}
