import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { appsAt, valuesFile } from '../apps/app.ts'
import { imageContent } from '../apps/app-content.ts'
import { readImage } from '../bump/values-file.ts'
import { findQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
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
  /** The commit on the branch that released it there, and when; absent unless `released`. */
  releasedBy?: string
  releasedAt?: number
}

/** Where `commit` runs, in every environment of the branch's head. */
export async function locateCommit(
  objects: GitObjects,
  head: string,
  commit: string,
): Promise<CommitPlace[]> {
  const places: CommitPlace[] = []
  const apps = await appsAt(objects, commit)
  for (const { name: environment } of (await objects.tree(`${head}:ops/environments`)) ?? []) {
    const quarantine = await quarantineAt(objects, head, environment)
    for (const app of apps) {
      const path = valuesFile(environment, app.name)
      const values = await objects.blob(`${head}:${path}`)
      if (values === undefined) continue
      const { tag } = readImage(values.toString('utf8'), path)
      const place = { environment, app: app.name, tag }
      const contains = tag !== '' && (await isAncestor(objects.gitDir, commit, tag))
      if (contains) {
        const release = await firstWith(objects, head, environment, app.name, commit)
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
