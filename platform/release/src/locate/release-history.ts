import { GitopsError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile, valuesFile } from '../apps/app.ts'
import { releasedAt } from '../releases/released-at.ts'

/** One time that an app's tag changed in an environment. */
export interface Release {
  app: string
  /** The commit on the branch that set the tag. */
  revision: string
  tag: string
  /** When that commit was made, in milliseconds since the Unix epoch. */
  at: number
  message: string
}

/** The releases of an app to an environment in the history of `head`, which has its release file; the newest first. */
export async function releasesOf(
  objects: GitObjects,
  head: string,
  environment: string,
  app: string,
): Promise<Release[]> {
  // Before there was a release file, the values file had the tag.
  const paths = [releaseFile(environment, app), valuesFile(environment, app)]
  const git = gitIn(objects.gitDir, { GIT_DIR: objects.gitDir })
  const revisions = (await git.run(['log', '--format=%H', head, '--', ...paths])).split('\n').filter(Boolean)
  const releases: Release[] = []
  let newer: Release | undefined
  for (const revision of revisions) {
    const [tag, commit] = await Promise.all([
      tagAt(objects, revision, environment, app),
      objects.commit(revision),
    ])
    if (newer !== undefined && newer.tag !== tag) releases.push(newer)
    newer = { app, revision, tag, at: commit?.committedAt ?? 0, message: commit?.message ?? '' }
  }
  if (newer !== undefined) releases.push(newer)
  return releases.filter(({ tag }) => tag !== '')
}

/** A revision whose file is absent or broken released nothing. */
async function tagAt(
  objects: GitObjects,
  revision: string,
  environment: string,
  app: string,
): Promise<string> {
  try {
    return (await releasedAt(objects, revision, environment, app)).tag
  } catch (error) {
    if (error instanceof GitopsError && error.code === 'release-file-broken') return ''
    throw error
  }
}
