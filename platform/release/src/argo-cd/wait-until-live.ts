import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { ArgoCd } from './argo-cd.ts'

export interface WaitOptions {
  argoCd: ArgoCd
  /** Names of the apps, which are those of their Applications. */
  apps: readonly string[]
  /** Whether an image's tag is one that is awaited for the app: its commit, or one that comes after it. */
  carries: (tag: string, app: string) => Promise<boolean>
  timeoutMs: number
  /** How long what is live is looked after, in milliseconds; not at all when absent. */
  watchMs?: number
  clock: Clock
  signal?: AbortSignal
  progress: (line: string) => void
}

/** How one app of a release stands. */
export interface AppStanding {
  app: string
  state: 'waiting' | 'live' | 'degraded'
  /** For people, in one line. */
  line: string
  /** Why it is degraded; empty otherwise, or when Argo CD does not say. */
  reason: string
  /** The tags of its images that are the awaited commit, or come after it. */
  tags: string[]
}

const pollMs = 5_000
/** Health flickers while pods start: what is Degraded has to stay so for this long. */
const settleMs = 10_000

/**
 * Resolves with how every app stands, once each runs the awaited commit or a later one and is healthy, or stays
 * Degraded; or when time is up, with those that are `waiting` still. With `watchMs`, what is live is looked after for
 * that long, and may turn out `degraded`.
 */
export async function waitUntilLive(options: WaitOptions): Promise<AppStanding[]> {
  const { clock, timeoutMs, watchMs = 0, signal, progress } = options
  const look = observer(options)
  const deadline = clock.now() + timeoutMs
  let standings = await look()
  while (!standings.every(({ settled }) => settled)) {
    // What has only just turned Degraded is no verdict yet.
    if (clock.now() >= deadline)
      return standings.map((one) => (one.settled ? one : { ...one, state: 'waiting' }))
    await sleep(clock, pollMs, signal)
    standings = await look()
  }
  if (watchMs === 0 || standings.some(isDegraded)) return standings
  const end = clock.now() + watchMs
  progress(`live; looked after for ${watchMs / 1000} s more`)
  while (clock.now() < end || standings.some(isDegraded)) {
    await sleep(clock, pollMs, signal)
    standings = await look()
    if (standings.some((one) => isDegraded(one) && one.settled)) break
  }
  // Pods that are replaced meanwhile are no failure: each app has been live.
  return standings.map((one) => (isDegraded(one) && one.settled ? one : { ...one, state: 'live' }))
}

const isDegraded = ({ state }: AppStanding) => state === 'degraded'

type Observed = AppStanding & {
  /** Whether it is live, or has been Degraded for long enough. */
  settled: boolean
}

/** Asks how every app stands, tells what has changed, and remembers since when one is Degraded. */
function observer(options: WaitOptions): () => Promise<Observed[]> {
  const { apps, clock, progress } = options
  const told = new Map<string, string>()
  const degradedSince = new Map<string, number>()
  const observe = async (app: string): Promise<Observed> => {
    const now = await standing(options, app)
    if (told.get(app) !== now.line) progress(now.line)
    told.set(app, now.line)
    if (!isDegraded(now)) {
      degradedSince.delete(app)
      return { ...now, settled: now.state === 'live' }
    }
    const since = degradedSince.get(app) ?? clock.now()
    degradedSince.set(app, since)
    return { ...now, settled: clock.now() - since >= settleMs }
  }
  return async () => {
    const observed: Observed[] = []
    for (const app of apps) observed.push(await observe(app))
    return observed
  }
}

/** The error of a release that is not live: `release-degraded` or `release-not-live`; undefined when it is live. */
export function releaseFailure(
  standings: readonly AppStanding[],
  timeoutMs: number,
): GitopsError | undefined {
  const degraded = standings.filter(({ state }) => state === 'degraded')
  const waiting = standings.filter(({ state }) => state === 'waiting')
  if (degraded.length > 0) {
    const reasons = degraded.map(({ line, reason }) => `${line}.${reason === '' ? '' : ` ${reason}`}`)
    return new GitopsError('release-degraded', reasons.join('\n'), {
      hint: 'Go back with gitops rollback, or correct it with a new commit.',
    })
  }
  if (waiting.length === 0) return undefined
  const lines = waiting.map(({ line }) => line).join('; ')
  return new GitopsError(
    'release-not-live',
    `After ${timeoutMs / 1000} s the release is not live: ${lines}.`,
    { hint: 'See the Applications in Argo CD. The version before it goes on serving.' },
  )
}

async function standing({ argoCd, carries }: WaitOptions, app: string): Promise<AppStanding> {
  const waiting = { app, state: 'waiting', reason: '', tags: [] } as const
  try {
    const application = await argoCd.application(app, { refresh: true })
    if (application === undefined) return { ...waiting, tags: [], line: `${app}: no such Application yet` }
    const { sync, health, message, images } = application
    const all = images.map(tagOf)
    const carried = await Promise.all(all.map((tag) => carries(tag, app)))
    const tags = all.filter((_, index) => carried[index])
    const runs = tags.length > 0 ? '' : `, runs ${all.join(', ') || 'nothing yet'}`
    const line = `${app}: ${sync}, ${health}${runs}`
    const isThere = tags.length > 0 && sync === 'Synced'
    if (isThere && health === 'Degraded') return { app, state: 'degraded', line, reason: message, tags }
    return { app, state: isThere && health === 'Healthy' ? 'live' : 'waiting', line, reason: '', tags }
  } catch (error) {
    if (!(error instanceof GitopsError) || !error.retryable) throw error
    return { ...waiting, tags: [], line: `${app}: ${error.message.replace(/\.$/, '')}` }
  }
}

/** `v1` of `host:5000/repository:v1@sha256:…`; empty without a tag. */
function tagOf(image: string): string {
  const [name = ''] = image.split('@')
  return /:([^:/]+)$/.exec(name)?.[1] ?? ''
}
