import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type App, appsAt } from '../apps/app.ts'
import { imageContent } from '../apps/app-content.ts'
import { environmentValues } from '../apps/environment-values.ts'
import { findQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import { releasedApps, releasedAt } from '../releases/released-at.ts'
import { releasesOf } from './release-history.ts'

/** How far a commit has come for one app in one environment, according to git. */
export interface CommitPlace {
  environment: string
  app: string
  /**
   * `released`: the tag contains the commit. `same`: it does not, but runs the same content of the app. `waiting`: it
   * runs something older. `undone`: it was rolled back, and is in quarantine.
   */
  state: 'released' | 'same' | 'waiting' | 'undone'
  /** What the environment runs; empty when nothing yet. */
  tag: string
  /** The commit that released it there, and when; absent unless `released`. */
  releasedBy?: string
  releasedAt?: number
}

/**
 * Where `commit` runs, in each of these environments whose releases are known: `releasesAt` gives the commit that has
 * their release files, undefined where that is on another machine. A commit that is not in this repository, as where the
 * apps are in another, is found where exactly it runs.
 */
export async function locateCommit(
  objects: GitObjects,
  code: string,
  commit: string,
  environments: readonly string[],
  releasesAt: (environment: string) => Promise<string | undefined>,
): Promise<CommitPlace[]> {
  const places: CommitPlace[] = []
  const isHere = (await objects.commit(commit)) !== undefined
  const apps = isHere ? (await appsAt(objects, commit)).map(({ name }) => name) : undefined
  for (const environment of environments) {
    const releases = await releasesAt(environment)
    if (releases === undefined) continue
    const quarantine = await quarantineAt(objects, releases, environment)
    for (const name of apps ?? (await releasedApps(objects, releases, environment))) {
      if ((await environmentValues(objects, { code, releases }, environment, name)) === undefined) continue
      const { tag } = await releasedAt(objects, releases, environment, name)
      const place = { environment, app: name, tag }
      if (await contains(objects, tag, commit)) {
        const release = await firstWith(objects, releases, environment, name, commit)
        places.push({ ...place, state: 'released', ...release })
      } else if ((await findQuarantined(objects, quarantine, name, commit)) !== undefined) {
        places.push({ ...place, state: 'undone' })
      } else {
        const app: App = { name, dir: `dev/${name}` }
        const running = tag === '' ? undefined : await imageContent(objects, tag, app)
        const same = running !== undefined && running === (await imageContent(objects, commit, app))
        places.push({ ...place, state: same ? 'same' : 'waiting' })
      }
    }
  }
  return places
}

/** The oldest of the newest unbroken sequence of releases that contain the commit. */
async function firstWith(
  objects: GitObjects,
  head: string,
  environment: string,
  app: string,
  commit: string,
): Promise<{ releasedBy?: string; releasedAt?: number }> {
  let first: { releasedBy?: string; releasedAt?: number } = {}
  for (const { revision, tag, at } of await releasesOf(objects, head, environment, app)) {
    if (!(await contains(objects, tag, commit))) break
    first = { releasedBy: revision, releasedAt: at }
  }
  return first
}

async function contains({ gitDir }: GitObjects, tag: string, commit: string): Promise<boolean> {
  return tag !== '' && (tag === commit || (await isAncestor(gitDir, commit, tag)))
}
