import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { ArgoCd } from './argo-cd.ts'

export interface WaitOptions {
  argoCd: ArgoCd
  /** Names of the apps, which are those of their Applications. */
  apps: readonly string[]
  /** Whether the app's image tag is the awaited commit, or a later one. */
  carries: (tag: string, app: string) => Promise<boolean>
  timeoutMs: number
  /** How long what is live is watched, in milliseconds; not at all when absent. */
  watchMs?: number
  clock: Clock
  signal?: AbortSignal
  progress: (line: string) => void
}

/** How far the release of one app has come. */
export interface AppRollout {
  app: string
  state: 'waiting' | 'live' | 'degraded'
  /** For people, in one line. */
  line: string
  /** Why it is degraded; empty otherwise, or when Argo CD does not say. */
  reason: string
  /** The tags of its images that are the awaited commit, or a later one. */
  tags: string[]
}

const pollMs = 5_000
/** Health flickers while pods start: an app counts as Degraded after this long. */
const settleMs = 10_000

/**
 * Resolves when every app runs the awaited commit or a later one and is healthy, or stays Degraded; or when time is up,
 * with those that are still `waiting`. With `watchMs`, what is live is watched for that long, and may turn out
 * `degraded`.
 */
export async function waitUntilLive(options: WaitOptions): Promise<AppRollout[]> {
  const { clock, timeoutMs, watchMs = 0, signal, progress } = options
  const look = observer(options)
  const deadline = clock.now() + timeoutMs
  let rollouts = await look()
  while (!rollouts.every(({ settled }) => settled)) {
    // What has only just turned Degraded may recover.
    if (clock.now() >= deadline)
      return rollouts.map((one) => (one.settled ? one : { ...one, state: 'waiting' }))
    await sleep(clock, pollMs, signal)
    rollouts = await look()
  }
  if (watchMs === 0 || rollouts.some(isDegraded)) return rollouts
  const end = clock.now() + watchMs
  progress(`live; watched for another ${watchMs / 1000} s`)
  while (clock.now() < end || rollouts.some(isDegraded)) {
    await sleep(clock, pollMs, signal)
    rollouts = await look()
    if (rollouts.some((one) => isDegraded(one) && one.settled)) break
  }
  // Pods that are being replaced are not a failure: each app has been live.
  return rollouts.map((one) => (isDegraded(one) && one.settled ? one : { ...one, state: 'live' }))
}

const isDegraded = ({ state }: AppRollout) => state === 'degraded'

type Observed = AppRollout & {
  /** Whether it is live, or has been Degraded for long enough. */
  settled: boolean
}

/** Looks at every app, reports what has changed, and remembers since when one is Degraded. */
function observer(options: WaitOptions): () => Promise<Observed[]> {
  const { apps, clock, progress } = options
  const reported = new Map<string, string>()
  const degradedSince = new Map<string, number>()
  const observe = async (app: string): Promise<Observed> => {
    const now = await rolloutOf(options, app)
    if (reported.get(app) !== now.line) progress(now.line)
    reported.set(app, now.line)
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
export function releaseFailure(rollouts: readonly AppRollout[], timeoutMs: number): GitopsError | undefined {
  const degraded = rollouts.filter(({ state }) => state === 'degraded')
  const waiting = rollouts.filter(({ state }) => state === 'waiting')
  if (degraded.length > 0) {
    const reasons = degraded.map(({ line, reason }) => `${line}.${reason === '' ? '' : ` ${reason}`}`)
    return new GitopsError('release-degraded', reasons.join('\n'), {
      hint: 'Go back with gitops rollback, or fix it with a new commit.',
    })
  }
  if (waiting.length === 0) return undefined
  const lines = waiting.map(({ line }) => line).join('; ')
  return new GitopsError(
    'release-not-live',
    `The release is not live after ${timeoutMs / 1000} s: ${lines}.`,
    { hint: 'See the Applications in Argo CD. The previous version is still serving.' },
  )
}

async function rolloutOf({ argoCd, carries }: WaitOptions, app: string): Promise<AppRollout> {
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
