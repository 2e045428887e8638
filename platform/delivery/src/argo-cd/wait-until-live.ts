import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { ArgoApplication, ArgoCd } from './argo-cd.ts'

export interface WaitOptions {
  argoCd: ArgoCd
  /** Names of the apps, which are those of their Applications. */
  apps: readonly string[]
  /** Whether an image's tag is the awaited commit or one that comes after it. */
  carries: (tag: string) => Promise<boolean>
  timeoutMs: number
  clock: Clock
  signal?: AbortSignal
  progress: (line: string) => void
}

const pollMs = 5_000

/**
 * Resolves when every app runs the awaited commit, or a later one, and is synced and healthy. Throws
 * `release-degraded` as soon as Argo CD gives one up, and `release-not-live` with how each stands when time is up.
 */
export async function waitUntilLive(options: WaitOptions): Promise<void> {
  const { apps, clock, timeoutMs, signal, progress } = options
  const deadline = clock.now() + timeoutMs
  const told = new Map<string, string>()
  for (;;) {
    const waiting: string[] = []
    for (const app of apps) {
      const { live, line } = await standing(options, app)
      if (!live) waiting.push(line)
      if (told.get(app) !== line) progress(line)
      told.set(app, line)
    }
    if (waiting.length === 0) return
    if (clock.now() >= deadline) {
      throw new GitopsError(
        'release-not-live',
        `After ${timeoutMs / 1000} s the release is not live: ${waiting.join('; ')}.`,
        {
          hint: 'See the Applications in Argo CD. The version before it goes on serving.',
        },
      )
    }
    await sleep(clock, pollMs, signal)
  }
}

async function standing(
  { argoCd, carries }: WaitOptions,
  app: string,
): Promise<{ live: boolean; line: string }> {
  let application: ArgoApplication
  try {
    application = await argoCd.application(app)
  } catch (error) {
    if (!(error instanceof GitopsError) || !error.retryable) throw error
    return { live: false, line: `${app}: ${error.message}` }
  }
  const { sync, health, message, images } = application
  const tags = images.map(tagOf)
  const carried = (await Promise.all(tags.map(carries))).some((carries) => carries)
  const line = `${app}: ${sync}, ${health}${carried ? '' : `, runs ${tags.join(', ') || 'nothing yet'}`}`
  if (carried && sync === 'Synced' && health === 'Degraded') {
    throw new GitopsError('release-degraded', `${line}.${message === '' ? '' : ` ${message}`}`, {
      hint: 'Go back with gitops rollback, or correct it with a new commit.',
    })
  }
  return { live: carried && sync === 'Synced' && health === 'Healthy', line }
}

/** `v1` of `host:5000/repository:v1@sha256:…`; empty without a tag. */
function tagOf(image: string): string {
  const [name = ''] = image.split('@')
  return /:([^:/]+)$/.exec(name)?.[1] ?? ''
}
