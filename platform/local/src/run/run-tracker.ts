import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import type { Clock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import type { PartEvents } from '../start/part-list.ts'
import type { DeliveryRun, RunState, RunUpdate } from './delivery-run.ts'
import { imageApp } from './image-app.ts'
import { type FollowFrom, KnownRuns } from './known-runs.ts'
import { OpenRun, phaseOf } from './open-run.ts'
import { PartWaits } from './part-waits.ts'
import type { RunRecord } from './run-records.ts'
import { SlowWaits } from './slow-waits.ts'

export interface RunTrackerOptions {
  delivery: Events<DeliveryEvents>
  sync: Events<SyncEvents>
  /** The parts of the platform, for which runs may have to wait. */
  parts?: Events<PartEvents>
  clock: Clock
  /** Whether requests can reach the app, so that live means "has answered"; else it means healthy. */
  answersRequests: (app: string) => boolean
  /** Runs of before this start, the oldest first. */
  earlier?: readonly RunRecord[]
  /** Called with what is worth keeping of a run: that it has begun, was released, has ended, was undone. */
  onRecord?: (record: RunRecord) => void
  /** Whether a release that turns Degraded is taken back without a person. */
  undoesReleases?: boolean
  onEnded?: (run: DeliveryRun) => void
}

/**
 * Combines what delivery, sync and the cluster report about one commit. It decides nothing: it measures, and updates
 * followers.
 */
export class RunTracker {
  readonly #options: RunTrackerOptions
  readonly #runs: KnownRuns
  readonly #slowWaits: SlowWaits
  readonly #partWaits: PartWaits
  /** Of runs that were interrupted: which of their apps serve. */
  readonly #serving = new Map<string, Set<string>>()

  constructor(options: RunTrackerOptions) {
    this.#options = options
    this.#runs = new KnownRuns(options.clock, options.earlier)
    this.#slowWaits = new SlowWaits(options.clock, () => this.#runs.changed())
    this.#partWaits = new PartWaits({
      clock: options.clock,
      parts: options.parts ?? new Events(),
      open: () => this.#runs.open(),
      changed: () => this.#runs.changed(),
    })
    this.#followDelivery()
    this.#followSync()
    this.#followApplications()
  }

  /** All known runs, the oldest first. */
  runs(): DeliveryRun[] {
    return this.#runs.all()
  }

  /**
   * Every update of the run of `commit`, those before this call included. Whoever pushed it says by `since` when that
   * began: a run of an earlier push is another one, and the times of this one count from there.
   */
  follow(commit: string, signal: AbortSignal, { since, startedAt }: FollowFrom): AsyncIterable<RunUpdate> {
    return this.#runs.follow(commit, signal, since, (open) => {
      if (startedAt === undefined || !open.pushStarted(startedAt)) return
      if (open.run.state !== 'running') this.#record(open)
    })
  }

  /** The branch moved to `commit` at `at`. A commit that is already known keeps its run. */
  pushed(commit: string, at: number): void {
    const open = this.#runs.findOpen(commit)
    if (open === undefined) this.#runs.add(new OpenRun(commit, at))
    else open.lastPushedAt = Math.max(open.lastPushedAt, at)
  }

  /**
   * The commit that records the release in progress has landed: on a branch of its own, or on that of the code, and so on
   * top of everything that was pushed until now. Deliveries run one at a time.
   */
  bumped(releaseRevision: string, at: number, on: 'code' | 'releases'): void {
    for (const open of this.#runs.open()) {
      if (open.run.releaseRevision !== undefined || !open.has('bump')) continue
      open.run = { ...open.run, releaseRevision }
      open.bumped = { at, ...(on === 'code' ? { last: this.#runs.newest() ?? open } : {}) }
      this.#record(open)
    }
  }

  /** Sync has seen `commit`: these Applications read something that it changed. */
  configured(commit: string, applications: readonly string[], at: number): void {
    const open = this.#runs.findOpen(commit)
    if (open === undefined) return
    open.waits.configured(applications)
    this.#replaceEarlier(open, at)
  }

  /** Sync cannot look at `commit`, so nothing of it would ever be reported. */
  unread(commit: string, reason: string, at: number): void {
    const open = this.#runs.findOpen(commit)
    if (open !== undefined) this.#end(open, 'failed', at, { reason })
  }

  /** A pod of these images is ready. Returns whether an open run waits for its first response. */
  podReady(images: readonly string[], at: number): boolean {
    const open = this.#ofImages(images)
    if (open !== undefined) this.#measured(open, () => open.extend('ready', at))
    return open !== undefined
  }

  /** The same for its first response. */
  podResponded(images: readonly string[], at: number): boolean {
    const open = this.#ofImages(images)
    if (open === undefined) return false
    this.#measured(open, () => open.extend('first response', at))
    for (const image of images) open.waits.serves(imageApp(image))
    this.#conclude(open, at)
    return true
  }

  /** The platform stops: ends every open run. */
  stop(reason: string, at: number): void {
    this.#partWaits[Symbol.dispose]()
    for (const open of this.#runs.open()) this.#end(open, 'interrupted', at, { reason })
  }

  #followDelivery(): void {
    const { delivery } = this.#options
    delivery.on('delivery.started', ({ revision, subject, apps, at }) => {
      this.pushed(revision, at)
      const open = this.#runs.findOpen(revision)
      if (open === undefined) return
      this.#measured(open, () => open.started(subject, apps))
      this.#record(open)
    })
    delivery.on('delivery.step', ({ revision, step, status, at }) => {
      const open = this.#runs.findOpen(revision)
      const phase = phaseOf(step)
      if (open === undefined || phase === undefined) return
      if (status === 'started') open.begin(phase, at)
      else this.#measured(open, () => open.finish(phase, at, status === 'failed'))
    })
    delivery.on('delivery.waiting', ({ revision, what, ms }) => {
      const open = this.#runs.findOpen(revision)
      if (open !== undefined) this.#measured(open, () => open.updates.push({ type: 'waiting', what, ms }))
    })
    delivery.on('delivery.released', ({ revision, bumpRevision, apps, at }) => {
      const open = this.#runs.findOpen(revision)
      if (open === undefined) return
      open.run = { ...open.run, releaseRevision: bumpRevision, apps: [...apps] }
      this.#record(open)
      open.waits.released(apps)
      this.#replaceEarlier(open, at)
    })
    delivery.on('delivery.nothing', ({ revision, why, at }) => {
      const open = this.#runs.findOpen(revision)
      if (open === undefined) return
      open.waits.nothing(why)
      this.#replaceEarlier(open, at)
    })
    delivery.on('delivery.failed', ({ revision, step, app, reason, at }) => {
      const open = this.#runs.findOpen(revision)
      const where = app === undefined ? step : `${app}: ${step}`
      if (open !== undefined) this.#end(open, 'failed', at, { reason: `${where} failed:\n${reason}` })
    })
    delivery.on('delivery.rolled-back', ({ revision, app, to, at }) => {
      const undone = this.#runs.undone(revision, { app, to, at })
      if (undone !== undefined) this.#record(undone)
    })
    delivery.on('delivery.superseded', ({ revision, by, at }) => {
      const open = this.#runs.findOpen(revision)
      if (open !== undefined) this.#end(open, 'superseded', at, { reason: `${by.slice(0, 7)} contains it` })
    })
  }

  /** Measures the steps of sync, which are about one commit. */
  #followSync(): void {
    const { sync } = this.#options
    sync.on('sync.detected', ({ revisions, at }) => {
      const open = this.#runs.about(revisions)
      if (open === undefined) return
      this.#measured(open, () => open.span('detect', open.bumped?.at ?? open.run.pushedAt, at))
    })
    sync.on('sync.rendered', ({ revisions, durationMs, at }) => {
      const open = this.#runs.about(revisions)
      if (open !== undefined) this.#measured(open, () => open.span('render', at - durationMs, at))
    })
    sync.on('sync.applied', ({ revisions, durationMs, at }) => {
      const open = this.#runs.about(revisions)
      if (open !== undefined) this.#measured(open, () => open.span('apply', at - durationMs, at))
    })
  }

  /** Passes on what happens to Applications to each run that may wait for it. */
  #followApplications(): void {
    const { sync } = this.#options
    sync.on('sync.applied', (event) => {
      for (const { open } of this.#runs.upTo(event.revisions)) open.waits.applied(event)
    })
    sync.on('sync.failed', (event) => {
      for (const { open, hasRelease } of this.#runs.upTo(event.revisions)) {
        open.waits.failed(event, hasRelease)
        this.#conclude(open, event.at)
      }
    })
    sync.on('sync.waiting', (event) => {
      for (const { open } of this.#runs.upTo(event.revisions)) this.#slowWaits.waits(open, event)
    })
    sync.on('application.changed', ({ application }) => {
      for (const open of this.#runs.open()) open.waits.changed(application)
    })
    sync.on('application.health', (event) => {
      this.#resumed(event)
      for (const { open, hasRelease } of this.#runs.upTo(event.revisions))
        this.#health(open, event, hasRelease)
    })
    sync.on('application.gone', ({ application, at }) => {
      for (const open of this.#runs.open()) {
        open.waits.gone(application)
        this.#conclude(open, at)
      }
    })
  }

  #health(open: OpenRun, event: SyncEvents['application.health'], hasRelease: boolean): void {
    const { application, sync, health, at } = event
    open.waits.health(event, hasRelease)
    if (sync === 'Synced' && health === 'Healthy') {
      const isReleased =
        hasRelease && open.waits.awaits(application) && !this.#options.answersRequests(application)
      const isConfigured = open.waits.releasesNothing && open.waits.names.includes(application)
      if (isReleased || isConfigured) this.#measured(open, () => open.extend('ready', at))
      if (isReleased) open.waits.serves(application)
    }
    this.#conclude(open, at)
  }

  /** What was released before the platform ended goes live after its next start, in a time that nobody has measured. */
  #resumed({ application, sync, health, images }: SyncEvents['application.health']): void {
    if (sync !== 'Synced' || health !== 'Healthy') return
    for (const record of this.#runs.interrupted()) {
      const { run } = record
      if (!run.apps.includes(application) || !images.some((image) => image.endsWith(`:${run.commit}`)))
        continue
      const serving = this.#serving.get(record.id) ?? new Set()
      this.#serving.set(record.id, serving.add(application))
      if (!run.apps.every((app) => serving.has(app))) continue
      this.#serving.delete(record.id)
      record.run = { ...run, state: 'live', reason: 'after a restart of the platform' }
      this.#record(record)
      this.#options.onEnded?.(record.run)
    }
  }

  /** What the run waits for is known, so it replaces earlier ones that wait for the same. */
  #replaceEarlier(open: OpenRun, at: number): void {
    const { names, releasesNothing } = open.waits
    if (releasesNothing) open.run = { ...open.run, apps: names }
    for (const earlier of this.#runs.open()) {
      if (earlier === open) break
      if (!earlier.waits.names.some((name) => names.includes(name))) continue
      const reason = `${open.run.commit.slice(0, 7)} replaced it before it was live`
      this.#end(earlier, 'superseded', at, { reason })
    }
    this.#conclude(open, at)
  }

  #conclude(open: OpenRun, at: number): void {
    const verdict = open.waits.verdict()
    if (verdict === undefined || open.run.state !== 'running') return
    const { state, isDegraded = false, ...rest } = verdict
    const isOfRelease = open.run.releaseRevision !== undefined && rest.unaffected === undefined
    const isUndoing = isDegraded && isOfRelease && this.#options.undoesReleases === true
    this.#end(open, state, at, { ...rest, ...(isUndoing ? { isUndoing } : {}) })
  }

  #end(
    open: OpenRun,
    state: RunState,
    at: number,
    rest: Pick<DeliveryRun, 'reason' | 'unaffected' | 'isUndoing'>,
  ): void {
    this.#measured(open, () => open.end(state, at, rest))
    this.#slowWaits.ended(open)
    this.#record(open)
    this.#options.onEnded?.(open.run)
  }

  #record({ id, run }: RunRecord): void {
    this.#options.onRecord?.({ id, run })
  }

  #measured(open: OpenRun, measure: () => void): void {
    if (open.run.state !== 'running') return
    measure()
    this.#runs.changed()
  }

  #ofImages(images: readonly string[]): OpenRun | undefined {
    return this.#runs.open().find(({ run }) => images.some((image) => image.endsWith(`:${run.commit}`)))
  }
}
