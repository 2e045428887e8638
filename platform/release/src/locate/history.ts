import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releasedApps } from '../releases/released-at.ts'
import { promotionTrailer, rollbackTrailer, trailer } from '../releases/trailers.ts'
import { releasesOf } from './release-history.ts'

/** A release as people look back at it. */
export interface HistoryEntry {
  app: string
  kind: 'release' | 'promotion' | 'rollback'
  tag: string
  /** First line of the message of the commit that runs; empty where it is not in this repository. */
  subject: string
  /** The commit that recorded it, and when. */
  revision: string
  at: number
}

/** Everything that was released to an environment in the history of `head`, which has its release files; the newest first. */
export async function releaseHistory(
  objects: GitObjects,
  head: string,
  environment: string,
): Promise<HistoryEntry[]> {
  const apps = await releasedApps(objects, head, environment)
  const found = await Promise.all(apps.map((app) => releasesOf(objects, head, environment, app)))
  const entries = found.flat().map(async ({ app, revision, tag, at, message }): Promise<HistoryEntry> => {
    const subject = (await objects.commit(tag))?.subject ?? ''
    return { app, kind: kindOf(message), tag, subject, revision, at }
  })
  return (await Promise.all(entries)).toSorted((left, right) => right.at - left.at)
}

function kindOf(message: string): HistoryEntry['kind'] {
  if (trailer(message, rollbackTrailer) !== undefined) return 'rollback'
  return trailer(message, promotionTrailer) === undefined ? 'release' : 'promotion'
}
