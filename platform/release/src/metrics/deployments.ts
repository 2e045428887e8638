import { gitIn } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from '../apps/app.ts'
import { isLibraryError, librariesOf } from '../apps/libraries.ts'
import { releasesOf } from '../locate/release-history.ts'
import { releasedApps } from '../releases/released-at.ts'
import { bumpTrailer, promotionTrailer, rollbackTrailer, trailer } from '../releases/trailers.ts'

/** One commit that set tags in an environment: the unit that the metrics count. */
export interface Deployment {
  revision: string
  apps: string[]
  kind: 'release' | 'rollback'
  /** When sync had applied it, or else when it was committed, in milliseconds since the Unix epoch. */
  at: number
  /** Where `at` comes from. */
  evidence: 'git' | 'sync'
  /** When the commits that it made live were committed. */
  changesAt: number[]
  /** Whether sync reports that it is Degraded now. */
  degraded: boolean
}

/** Every deployment to an environment in the history of `head`, which has its release files; the oldest first, from git alone. */
export async function deploymentsOf(
  objects: GitObjects,
  head: string,
  environment: string,
): Promise<Deployment[]> {
  const deployments = new Map<string, Deployment>()
  for (const name of await releasedApps(objects, head, environment)) {
    const app: App = { name, dir: `dev/${name}` }
    const releases = (await releasesOf(objects, head, environment, name)).toReversed()
    let before: string | undefined
    for (const { revision, tag, at, message } of releases) {
      const kind = trailer(message, rollbackTrailer) === undefined ? 'release' : 'rollback'
      const known: Deployment = deployments.get(revision) ?? {
        revision,
        apps: [],
        kind,
        at,
        evidence: 'git',
        changesAt: [],
        degraded: false,
      }
      known.apps.push(name)
      if (kind === 'release') known.changesAt.push(...(await changes(objects, app, before, tag)))
      deployments.set(revision, known)
      before = tag
    }
  }
  return [...deployments.values()].sort((left, right) => left.at - right.at)
}

/** The commits that touched the app or its libraries after `before` up to `tag`; only the last one for the first release. */
async function changes(
  objects: GitObjects,
  app: App,
  before: string | undefined,
  tag: string,
): Promise<number[]> {
  const git = gitIn(objects.gitDir, { GIT_DIR: objects.gitDir })
  const libraries = await librariesOf(objects, tag, app).catch((error: unknown) => {
    if (isLibraryError(error)) return []
    throw error
  })
  const range = before === undefined ? ['-1', tag] : [`${before}..${tag}`]
  const grep = [bumpTrailer, promotionTrailer, rollbackTrailer].map((key) => `--grep=^${key}: `)
  const result = await git.try([
    'log',
    '--no-merges',
    '--format=%ct',
    '--invert-grep',
    ...grep,
    ...range,
    '--',
    ...[app, ...libraries].map(({ dir }) => dir),
  ])
  return result.stdout
    .split('\n')
    .filter(Boolean)
    .map((seconds) => Number(seconds) * 1000)
}
