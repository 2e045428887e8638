import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { appsAt } from '../apps/app.ts'
import { imageContent } from '../apps/app-content.ts'
import { environmentValues } from '../apps/environment-values.ts'
import { environmentsAt } from '../apps/environments.ts'
import { findQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import { releasedAt } from '../releases/released-at.ts'
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
 * Where `commit` runs, in every environment of the head of its branch whose releases are known: `releasesAt` gives the
 * commit that has their release files, undefined where that is on another machine.
 */
export async function locateCommit(
  objects: GitObjects,
  code: string,
  commit: string,
  releasesAt: (environment: string) => Promise<string | undefined>,
): Promise<CommitPlace[]> {
  const places: CommitPlace[] = []
  const apps = await appsAt(objects, commit)
  for (const environment of await environmentsAt(objects, code)) {
    const releases = await releasesAt(environment)
    if (releases === undefined) continue
    const quarantine = await quarantineAt(objects, releases, environment)
    for (const app of apps) {
      if ((await environmentValues(objects, { code, releases }, environment, app.name)) === undefined)
        continue
      const { tag } = await releasedAt(objects, releases, environment, app.name)
      const place = { environment, app: app.name, tag }
      const contains = tag !== '' && (await isAncestor(objects.gitDir, commit, tag))
      if (contains) {
        const release = await firstWith(objects, releases, environment, app.name, commit)
        places.push({ ...place, state: 'released', ...release })
      } else if ((await findQuarantined(objects, quarantine, app.name, commit)) !== undefined) {
        places.push({ ...place, state: 'undone' })
      } else {
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
    if (!(await isAncestor(objects.gitDir, commit, tag))) break
    first = { releasedBy: revision, releasedAt: at }
  }
  return first
}
