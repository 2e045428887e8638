import type { SyncEvents } from '@gitops-example/sync/sync-events'

/** How a run ends. */
export interface Verdict {
  state: 'live' | 'failed' | 'nothing'
  reason?: string
  /** Released apps whose rollout continues. */
  unaffected?: readonly string[]
  /** Whether it failed by what runs, rather than by what git says. */
  isDegraded?: boolean
}

interface Failure {
  hasRelease: boolean
  reason: string
  isDegraded?: boolean
}

/** What sync has reported about one Application since it last changed. */
interface Report {
  /** `own` counts what was written besides Applications, which are waited for by themselves. */
  applied?: { state: string; own: number }
  health?: Pick<SyncEvents['application.health'], 'sync' | 'health'> & { state: string }
  failure?: Failure
  gone?: boolean
}

/**
 * What one commit has to wait for before it is live: the apps that it releases, the Applications that read something
 * else of it, and the Applications that were written on the way. Reports may come in any order.
 */
export class RunWaits {
  #release: { apps: readonly string[]; open: Set<string> } | undefined
  #nothing: string | undefined
  #configured: readonly string[] | undefined
  #written = new Set<string>()
  /** The Applications that have asked for something else, or gone, since the push. */
  #changed = new Set<string>()
  #serving = new Set<string>()
  #reports = new Map<string, Report>()

  /** Whether delivery has reported that it builds nothing for the commit. */
  get releasesNothing(): boolean {
    return this.#nothing !== undefined
  }

  /** These apps get a new version. */
  released(apps: readonly string[]): void {
    this.#release = { apps, open: new Set(apps.filter((app) => !this.#serving.has(app))) }
  }

  /** Delivery builds nothing for the commit, and why. */
  nothing(why: string): void {
    this.#nothing = why
  }

  /** These Applications read something that the commit changed. */
  configured(applications: readonly string[]): void {
    this.#configured = applications
  }

  /** The new version of an app serves. */
  serves(app: string): void {
    this.#serving.add(app)
    this.#release?.open.delete(app)
  }

  applied({ application, revisions, changes, applications }: SyncEvents['sync.applied']): void {
    const report = this.#of(application)
    report.applied = { state: stateOf(revisions), own: changes - applications.length }
    delete report.health // it was about what ran before
    for (const name of applications) {
      this.#written.add(name)
      // What it asked for before could not be read any more; it takes up what was written in a moment.
      if (!this.#changed.has(name)) delete this.#of(name).failure
    }
  }

  /** `hasRelease`: where the release of this commit is a part of what failed. */
  failed({ application, reason }: SyncEvents['sync.failed'], hasRelease: boolean): void {
    this.#of(application).failure = { hasRelease, reason: `${application}: ${reason}` }
  }

  health(event: SyncEvents['application.health'], hasRelease: boolean): void {
    const { application, revisions, sync, health, message } = event
    const report = this.#of(application)
    const state = stateOf(revisions)
    report.health = { state, sync, health }
    if (sync === 'Synced' && health === 'Healthy') delete report.failure
    const { applied } = report
    // A commit is blamed for ill health only once it has changed something there: before, it is another version's.
    if (health !== 'Degraded' || applied?.state !== state || applied.own <= 0) return
    const why = message ?? 'see kubectl describe application'
    report.failure = { hasRelease, reason: `${application} is Degraded: ${why}`, isDegraded: true }
  }

  /** The Application asks for something else than before: what was reported about it is out of date. */
  changed(application: string): void {
    this.#changed.add(application)
    this.#reports.delete(application)
  }

  gone(application: string): void {
    this.#changed.add(application)
    this.#reports.set(application, { gone: true })
  }

  /** Whether a released app has not served yet. */
  awaits(app: string): boolean {
    return this.#release?.open.has(app) ?? false
  }

  /** The Applications and apps that the run waits for; empty while that is not known. */
  get names(): string[] {
    if (this.#release !== undefined) return [...this.#release.open, ...this.#others(this.#release.apps)]
    return this.#nothing === undefined ? [] : this.#others([])
  }

  /** Undefined while there is something to wait for. */
  verdict(): Verdict | undefined {
    const release = this.#release
    if (release !== undefined) return this.#ofRelease(release.apps, release.open)
    if (this.#nothing === undefined || this.#configured === undefined) return undefined
    const others = this.#others([])
    if (others.length === 0) return { state: 'nothing', reason: this.#nothing }
    return this.#ofOthers(others)
  }

  #ofRelease(apps: readonly string[], open: ReadonlySet<string>): Verdict | undefined {
    // Sync also sees a commit before its release: there a new app has no tag yet, and its chart does not render.
    const failure = apps.map((app) => this.#reports.get(app)?.failure).find((one) => one?.hasRelease)
    if (failure !== undefined) return this.#failed(failure)
    const verdict = this.#ofOthers(this.#others(apps))
    if (verdict?.state === 'failed') return { ...verdict, unaffected: apps }
    return open.size === 0 ? verdict : undefined
  }

  #ofOthers(names: readonly string[]): Verdict | undefined {
    const reports = names.map((name) => this.#reports.get(name))
    const failure = reports.map((one) => one?.failure).find((one) => one !== undefined)
    if (failure !== undefined) return this.#failed(failure)
    return reports.every((one) => one !== undefined && isSettled(one)) ? { state: 'live' } : undefined
  }

  /**
   * The same commit may change an Application and what it reads. Until each that reads something of the commit has done
   * what it may, one of them may be about to write or remove the one that fails.
   */
  #failed({ reason, isDegraded = false }: Failure): Verdict | undefined {
    const isOpen = (report: Report = {}) =>
      !report.applied && !report.health && !report.failure && !report.gone
    const mayChange = (this.#configured ?? []).some((name) => isOpen(this.#reports.get(name)))
    return mayChange ? undefined : { state: 'failed', reason, isDegraded }
  }

  #others(apps: readonly string[]): string[] {
    const names = new Set([...(this.#configured ?? []), ...this.#written])
    return [...names].filter((name) => !apps.includes(name))
  }

  #of(application: string): Report {
    const report = this.#reports.get(application) ?? {}
    this.#reports.set(application, report)
    return report
  }
}

/** Where nothing of its own was written, the health of an Application says nothing about the commit. */
function isSettled({ applied, health, gone }: Report): boolean {
  if (gone) return true
  if (health === undefined) return false
  const written = applied?.state === health.state ? applied : undefined
  if (health.sync !== 'Synced' && written === undefined) return false
  return ['Healthy', 'Suspended'].includes(health.health) || (written !== undefined && written.own <= 0)
}

/** Equal for the same commits of the same sources. */
function stateOf(revisions: readonly string[]): string {
  return revisions.join(' ')
}
