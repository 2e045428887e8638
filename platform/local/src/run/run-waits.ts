import type { SyncEvents } from '@gitops-example/sync/sync-events'

/** How a run ends. */
export interface Verdict {
  state: 'live' | 'failed' | 'nothing'
  reason?: string
  /** Released apps that are brought to their new version all the same. */
  unaffected?: readonly string[]
}

/** What sync has told of one Application since it last changed. */
interface Told {
  /** `own` counts what was written besides Applications, which are waited for by themselves. */
  applied?: { revision: string; own: number }
  health?: Pick<SyncEvents['application.health'], 'revision' | 'sync' | 'health'>
  failure?: { revision: string; reason: string }
  gone?: boolean
}

/**
 * What one commit has to wait for before it is live: the apps that it releases, the Applications that read something
 * else of it, and the Applications that were written on the way. It may be told in any order.
 */
export class RunWaits {
  #release: { revision: string; apps: readonly string[]; open: Set<string> } | undefined
  #nothing: string | undefined
  #configured: readonly string[] | undefined
  #written = new Set<string>()
  #serving = new Set<string>()
  #told = new Map<string, Told>()

  /** Whether delivery has said that it builds nothing of the commit. */
  get releasesNothing(): boolean {
    return this.#nothing !== undefined
  }

  /** These apps get a new version by `revision`. */
  released(apps: readonly string[], revision: string): void {
    this.#release = { revision, apps, open: new Set(apps.filter((app) => !this.#serving.has(app))) }
  }

  /** Delivery builds nothing of the commit, and why. */
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

  applied({ application, revision, changes, applications }: SyncEvents['sync.applied']): void {
    const told = this.#of(application)
    told.applied = { revision, own: changes - applications.length }
    delete told.health // it was that of what ran before
    for (const name of applications) this.#written.add(name)
  }

  failed({ application, revision, reason }: SyncEvents['sync.failed']): void {
    this.#of(application).failure = { revision, reason: `${application}: ${reason}` }
  }

  health({ application, revision, sync, health, message }: SyncEvents['application.health']): void {
    const told = this.#of(application)
    told.health = { revision, sync, health }
    if (sync === 'Synced' && health === 'Healthy') delete told.failure
    const { applied } = told
    // Ill health is blamed on a commit only once it has changed something there: before, it is that of another version.
    if (health !== 'Degraded' || applied?.revision !== revision || applied.own <= 0) return
    const why = message ?? 'see kubectl describe application'
    told.failure = { revision, reason: `${application} is Degraded: ${why}` }
  }

  /** The Application asks for something else than before: what was told of it is out of date. */
  changed(application: string): void {
    this.#told.delete(application)
  }

  gone(application: string): void {
    this.#told.set(application, { gone: true })
  }

  /** Whether a released app has not served yet at the revision of its release or a later one. */
  awaits(app: string, revision: string, commit: string): boolean {
    const release = this.#release
    if (release === undefined || !release.open.has(app)) return false
    return revision !== commit || release.revision === commit
  }

  /** Applications and apps that the run ends with; empty while that is not known. */
  get names(): string[] {
    if (this.#release !== undefined) return [...this.#release.open, ...this.#others(this.#release.apps)]
    return this.#nothing === undefined ? [] : this.#others([])
  }

  /** Undefined while there is something to wait for. */
  verdict(): Verdict | undefined {
    const release = this.#release
    if (release !== undefined) return this.#ofRelease(release.revision, release.apps, release.open)
    if (this.#nothing === undefined || this.#configured === undefined) return undefined
    const others = this.#others([])
    if (others.length === 0) return { state: 'nothing', reason: this.#nothing }
    return this.#ofOthers(others)
  }

  #ofRelease(revision: string, apps: readonly string[], open: ReadonlySet<string>): Verdict | undefined {
    // Before its release a commit is seen by sync too: there a new app has no tag yet, and its chart does not render.
    const failure = apps.map((app) => this.#told.get(app)?.failure).find((one) => one?.revision === revision)
    if (failure !== undefined) return { state: 'failed', reason: failure.reason }
    const verdict = this.#ofOthers(this.#others(apps))
    if (verdict?.state === 'failed') return { ...verdict, unaffected: apps }
    return open.size === 0 ? verdict : undefined
  }

  #ofOthers(names: readonly string[]): Verdict | undefined {
    const told = names.map((name) => this.#told.get(name))
    const failure = told.map((one) => one?.failure).find((one) => one !== undefined)
    if (failure !== undefined) return { state: 'failed', reason: failure.reason }
    return told.every((one) => one !== undefined && isSettled(one)) ? { state: 'live' } : undefined
  }

  #others(apps: readonly string[]): string[] {
    const names = new Set([...(this.#configured ?? []), ...this.#written])
    return [...names].filter((name) => !apps.includes(name))
  }

  #of(application: string): Told {
    const told = this.#told.get(application) ?? {}
    this.#told.set(application, told)
    return told
  }
}

/** Where nothing of its own was written, the health of an Application says nothing about the commit. */
function isSettled({ applied, health, gone }: Told): boolean {
  if (gone) return true
  if (health === undefined) return false
  const isApplied = applied?.revision === health.revision
  if (health.sync !== 'Synced' && !isApplied) return false
  return ['Healthy', 'Suspended'].includes(health.health) || (isApplied && applied.own <= 0)
}
