import { gitIn } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type App, releasesDir, valuesDir } from '../apps/app.ts'
import { isLibraryError, librariesOf } from '../apps/libraries.ts'
import { releasesOf } from '../locate/release-history.ts'
import { releasedApps } from '../releases/released-at.ts'
import { bumpTrailer, promotionTrailer, rollbackTrailer, trailer } from '../releases/trailers.ts'
import { failedReleases, releasesAfterRollback } from './failed-releases.ts'

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
  /** Whether it is bad now: sync reports it as Degraded, or its rollback is not live yet. */
  degraded: boolean
  /** The deployment that had failed until this one, by its revision: of a rollback, or of what came before it was live. */
  undoes?: string
  /** Whether it is the first release of an app after a rollback. */
  isRework: boolean
}

/**
 * Every deployment to an environment in the history of `head`, which has its release files, from git alone: in the order
 * of history, in which several may have the time of one second, and clocks may differ.
 */
export async function deploymentsOf(
  objects: GitObjects,
  head: string,
  environment: string,
): Promise<Deployment[]> {
  const deployments = new Map<string, Deployment>()
  const tags = new Map<string, Map<string, string>>()
  const undone = new Map<string, string>()
  for (const name of await releasedApps(objects, head, environment)) {
    const app: App = { name, dir: `dev/${name}` }
    const releases = (await releasesOf(objects, head, environment, name)).toReversed()
    let before: string | undefined
    for (const { revision, tag, at, message } of releases) {
      const bad = trailer(message, rollbackTrailer)
      const kind = bad === undefined ? 'release' : 'rollback'
      if (bad !== undefined) undone.set(revision, bad)
      tags.set(revision, (tags.get(revision) ?? new Map<string, string>()).set(name, tag))
      const known: Deployment = deployments.get(revision) ?? {
        revision,
        apps: [],
        kind,
        at,
        evidence: 'git',
        changesAt: [],
        degraded: false,
        isRework: false,
      }
      known.apps.push(name)
      if (kind === 'release') known.changesAt.push(...(await changes(objects, app, before, tag)))
      deployments.set(revision, known)
      before = tag
    }
  }
  const order = await revisionsOf(objects, head, environment)
  const found = order.flatMap((revision) => deployments.get(revision) ?? [])
  const facts = found.map(({ revision, kind }) => {
    const bad = undone.get(revision)
    const change = { revision, kind, tags: tags.get(revision) ?? new Map<string, string>() }
    return bad === undefined ? change : { ...change, undone: bad }
  })
  const failed = failedReleases(facts)
  const rework = releasesAfterRollback(facts)
  return found.map((one) => {
    const undoes = failed.get(one.revision)
    return {
      ...one,
      isRework: rework.has(one.revision),
      ...(undoes === undefined ? {} : { undoes }),
    }
  })
}

/** The commits that may have set a tag, a parent before its children. */
async function revisionsOf(objects: GitObjects, head: string, environment: string): Promise<string[]> {
  const git = gitIn(objects.gitDir, { GIT_DIR: objects.gitDir })
  const folders = [releasesDir(environment), valuesDir(environment)]
  const log = await git.run(['log', '--topo-order', '--reverse', '--format=%H', head, '--', ...folders])
  return log.split('\n').filter(Boolean)
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
