import { gitIn } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { valuesFile } from '../apps/app.ts'
import { readImage } from '../bump/values-file.ts'

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

/** The releases of an app to an environment in the history of `head`, the newest first. */
export async function releasesOf(
  objects: GitObjects,
  head: string,
  environment: string,
  app: string,
): Promise<Release[]> {
  const path = valuesFile(environment, app)
  const git = gitIn(objects.gitDir, { GIT_DIR: objects.gitDir })
  const revisions = (await git.run(['log', '--format=%H', head, '--', path])).split('\n').filter(Boolean)
  const releases: Release[] = []
  let newer: Release | undefined
  for (const revision of revisions) {
    const [values, commit] = await Promise.all([
      objects.blob(`${revision}:${path}`),
      objects.commit(revision),
    ])
    const tag = tagOf(values, path)
    if (newer !== undefined && newer.tag !== tag) releases.push(newer)
    newer = { app, revision, tag, at: commit?.committedAt ?? 0, message: commit?.message ?? '' }
  }
  if (newer !== undefined) releases.push(newer)
  return releases.filter(({ tag }) => tag !== '')
}

/** A revision whose values file is absent or broken released nothing. */
function tagOf(values: Buffer | undefined, path: string): string {
  try {
    return values === undefined ? '' : readImage(values.toString('utf8'), path).tag
  } catch {
    return ''
  }
}
