import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import type { Events } from '@gitops-example/kit/events'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import type { DeliveryRun, PhaseName, RunState, RunUpdate } from './delivery-run.ts'
import { imageApp } from './image-app.ts'
import { byStart, intervalOf, isAboutRelease, newRun, type OpenRun, phaseOf } from './open-run.ts'

const keptRuns = 50

export interface RunTrackerOptions {
  delivery: Events<DeliveryEvents>
  sync: Events<SyncEvents>
  /** Whether requests can reach the app, so that live means "has answered"; else it means healthy. */
  answersRequests: (app: string) => boolean
  onEnded?: (run: DeliveryRun) => void
}

/**
 * Puts together what delivery, sync and the cluster say about one commit. It decides nothing: it measures, and tells
 * followers.
 */
export class RunTracker {
  readonly #options: RunTrackerOptions
  #open = new Map<string, OpenRun>()
  #ended: OpenRun[] = []
  #changed = new Set<() => void>()

  constructor(options: RunTrackerOptions) {
    this.#options = options
    this.#followDelivery()
    this.#followSync()
    this.#followDeletions()
  }

  /** All known runs, the oldest first. */
  runs(): DeliveryRun[] {
    return [...this.#ended, ...this.#open.values()].map((open) => open.run)
  }

  /** The branch moved to `commit` at `at`. A commit that is known already keeps its run. */
  pushed(commit: string, at: number): void {
    if (this.#open.has(commit)) return
    this.#open.set(commit, newRun(commit, at))
    this.#notify()
  }

  /** The commit that sets the tags of the release in progress has landed. Deliveries run one at a time. */
  bumped(releaseRevision: string, at: number): void {
    for (const open of this.#open.values()) {
      if (open.run.releaseRevision !== undefined || !open.intervals.has('bump')) continue
      open.run = { ...open.run, releaseRevision }
      open.bumpedAt = at
    }
  }

  /** Sync has looked at `commit`: these Applications read something that it changed. */
  configured(commit: string, applications: readonly string[], at: number): void {
    const open = this.#open.get(commit)
    if (open === undefined) return
    open.configured = applications
    if (open.nothing !== undefined) this.#watchConfiguration(open, applications, at)
  }

  /** A pod of these images is ready. Returns whether an open run waits for its first response. */
  podReady(images: readonly string[], at: number): boolean {
    const open = this.#byImages(images)
    if (open !== undefined) this.#extend(open, 'ready', at)
    return open !== undefined
  }

  /** The same for its first response. */
  podResponded(images: readonly string[], at: number): boolean {
    const open = this.#byImages(images)
    if (open === undefined) return false
    this.#extend(open, 'first response', at)
    for (const app of open.run.apps) {
      if (images.some((image) => imageApp(image) === app)) this.#done(open, app, at)
    }
    return true
  }

  /** Every update of the run of `commit`, those before this call included. */
  async *follow(commit: string, signal: AbortSignal): AsyncIterable<RunUpdate> {
    let sent = 0
    while (!signal.aborted) {
      const open = this.#open.get(commit) ?? this.#ended.findLast(({ run }) => run.commit === commit)
      const update = open?.updates[sent]
      // Only who has every update waits: another may have come while the one before was taken.
      if (update === undefined) {
        await this.#nextChange(signal)
        continue
      }
      sent++
      yield update
      if (update.type === 'ended') return
    }
  }

  /** Ends every open run with a reason: the platform stops. */
  stop(reason: string): void {
    for (const open of [...this.#open.values()]) this.#end(open, 'failed', Date.now(), reason)
  }

  #followDelivery(): void {
    const { delivery } = this.#options
    delivery.on('delivery.started', ({ revision, subject, apps, at }) => {
      this.pushed(revision, at)
      const open = this.#open.get(revision)
      if (open === undefined) return
      open.run = { ...open.run, subject, apps: [...apps] }
      this.#tell(open, { type: 'started', run: open.run })
    })
    delivery.on('delivery.step', (event) => {
      const open = this.#open.get(event.revision)
      const phase = phaseOf(event.step)
      if (open === undefined || phase === undefined) return
      const interval = intervalOf(open, phase)
      if (event.status === 'started') interval.begin(event.at)
      else if (interval.finish(event.at)) this.#phaseDone(open, phase, event.status === 'failed')
    })
    delivery.on('delivery.released', ({ revision, bumpRevision, apps, at }) => {
      const open = this.#open.get(revision)
      if (open === undefined) return
      this.#supersede(open, apps)
      open.run = { ...open.run, releaseRevision: bumpRevision, apps: [...apps] }
      this.#waitFor(open, apps, bumpRevision, at)
    })
    delivery.on('delivery.failed', ({ revision, step, app, reason, at }) => {
      const open = this.#open.get(revision)
      const where = app === undefined ? step : `${app}: ${step}`
      if (open !== undefined) this.#end(open, 'failed', at, `${where} failed:\n${reason}`)
    })
    delivery.on('delivery.superseded', ({ revision, by, at }) => {
      const open = this.#open.get(revision)
      if (open !== undefined) this.#end(open, 'superseded', at, `${by.slice(0, 7)} contains it`)
    })
    delivery.on('delivery.nothing', ({ revision, why, at }) => {
      const open = this.#open.get(revision)
      if (open === undefined) return
      open.nothing = why
      if (open.configured !== undefined) this.#watchConfiguration(open, open.configured, at)
    })
  }

  #followSync(): void {
    const { sync } = this.#options
    sync.on('sync.detected', ({ revision, at }) => {
      const open = this.#byRevision(revision)
      if (open !== undefined) this.#span(open, 'detect', open.bumpedAt ?? open.run.pushedAt, at)
    })
    sync.on('sync.rendered', ({ revision, durationMs, at }) => {
      const open = this.#byRevision(revision)
      if (open !== undefined) this.#span(open, 'render', at - durationMs, at)
    })
    sync.on('sync.applied', ({ application, revision, durationMs, at }) => {
      const open = this.#byRevision(revision)
      if (open === undefined) return
      open.applied.add(application)
      this.#span(open, 'apply', at - durationMs, at)
    })
    sync.on('sync.failed', ({ application, revision, reason, at }) => {
      const open = this.#byRevision(revision)
      if (open !== undefined) this.#failed(open, application, revision, `${application}: ${reason}`, at)
    })
    sync.on('application.health', ({ application, revision, sync, health, message, at }) => {
      const open = this.#byRevision(revision)
      if (open === undefined) return
      const ended = health === 'Healthy' && sync === 'Synced'
      if (ended) {
        open.healthy.add(application)
        open.failed.delete(application)
      }
      if (health === 'Degraded' && open.applied.has(application)) {
        const reason = `${application} is Degraded: ${message ?? 'see kubectl describe application'}`
        this.#failed(open, application, revision, reason, at)
        return
      }
      if (!open.waiting?.has(application)) return
      if (ended && (open.nothing !== undefined || !this.#options.answersRequests(application))) {
        this.#extend(open, 'ready', at)
        this.#done(open, application, at)
      }
    })
  }

  /** What a commit takes away is as it should be once it is gone. */
  #followDeletions(): void {
    this.#options.sync.on('application.gone', ({ application, at }) => {
      for (const open of [...this.#open.values()]) {
        if (open.waiting?.has(application)) this.#done(open, application, at)
        else open.healthy.add(application)
      }
    })
  }

  /** A commit that releases no image but changes what an Application reads: live when that is synced and healthy. */
  #watchConfiguration(open: OpenRun, applications: readonly string[], at: number): void {
    if (applications.length === 0) {
      this.#end(open, 'nothing', at, open.nothing)
      return
    }
    open.run = { ...open.run, apps: [...applications] }
    this.#supersede(open, applications)
    const waiting = applications.filter((application) => !open.healthy.has(application))
    this.#waitFor(open, waiting, open.run.commit, at)
    if (waiting.length === 0) this.#end(open, 'live', at)
  }

  /** From now on the run ends with these Applications; one may have failed at `revision` already. */
  #waitFor(open: OpenRun, applications: readonly string[], revision: string, at: number): void {
    open.waiting = new Set(applications)
    const failed = applications.map((name) => open.failed.get(name)).find((one) => one?.revision === revision)
    if (failed !== undefined) this.#end(open, 'failed', at, failed.reason)
  }

  /** Sync gave an Application up at `revision`; delivery may have yet to say that the run waits for it. */
  #failed(open: OpenRun, application: string, revision: string, reason: string, at: number): void {
    if (open.waiting === undefined) open.failed.set(application, { revision, reason })
    else if (open.waiting.has(application) && isAboutRelease(open, revision))
      this.#end(open, 'failed', at, reason)
  }

  #supersede(by: OpenRun, apps: readonly string[]): void {
    for (const open of [...this.#open.values()]) {
      if (open === by || open.waiting === undefined) continue
      if (apps.some((app) => open.waiting?.has(app))) {
        this.#end(
          open,
          'superseded',
          Date.now(),
          `${by.run.commit.slice(0, 7)} took its place before it was live`,
        )
      }
    }
  }

  #span(open: OpenRun, phase: PhaseName, from: number, to: number): void {
    const interval = intervalOf(open, phase)
    interval.begin(Math.min(from, to))
    if (interval.finish(to)) this.#phaseDone(open, phase, false)
  }

  #extend(open: OpenRun, phase: PhaseName, at: number): void {
    const before = phase === 'first response' ? 'ready' : 'apply'
    this.#span(open, phase, intervalOf(open, before).endedAt ?? at, at)
  }

  #phaseDone(open: OpenRun, name: PhaseName, failed: boolean): void {
    const phase = intervalOf(open, name).phase(name, open.run.pushedAt)
    open.run = { ...open.run, phases: [...open.run.phases.filter((one) => one.name !== name), phase] }
    this.#tell(open, { type: 'phase', phase, ...(failed ? { failed } : {}) })
  }

  #done(open: OpenRun, app: string, at: number): void {
    open.waiting?.delete(app)
    if (open.waiting?.size === 0) this.#end(open, 'live', at)
  }

  #end(open: OpenRun, state: RunState, at: number, reason?: string): void {
    const { run } = open
    const total = state === 'live' ? { totalMs: at - run.pushedAt } : {}
    const phases = run.phases.toSorted(byStart)
    open.run = { ...run, ...total, state, phases, ...(reason === undefined ? {} : { reason }) }
    this.#open.delete(run.commit)
    this.#ended = [...this.#ended, open].slice(-keptRuns)
    this.#tell(open, { type: 'ended', run: open.run })
    this.#options.onEnded?.(open.run)
  }

  #byRevision(revision: string): OpenRun | undefined {
    for (const open of this.#open.values()) {
      if (open.run.commit === revision || open.run.releaseRevision === revision) return open
    }
    return undefined
  }

  #byImages(images: readonly string[]): OpenRun | undefined {
    for (const open of this.#open.values()) {
      if (images.some((image) => image.endsWith(`:${open.run.commit}`))) return open
    }
    return undefined
  }

  #tell(open: OpenRun, update: RunUpdate): void {
    open.updates.push(update)
    this.#notify()
  }

  #notify(): void {
    for (const wake of [...this.#changed]) wake()
  }

  #nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#changed.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#changed.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}
