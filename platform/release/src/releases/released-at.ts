import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile, releasesDir, valuesDir, valuesFile } from '../apps/app.ts'
import { legacyTag } from './legacy-tag.ts'
import { type Release, readReleaseFile } from './release-file.ts'

/**
 * What of an app an environment runs, at a commit of the branch that has its releases. Where there is no release file,
 * the values file may still hold the tag, as it did before releases had files of their own.
 */
export async function releasedAt(
  objects: GitObjects,
  revision: string,
  environment: string,
  app: string,
): Promise<Release> {
  const path = releaseFile(environment, app)
  const own = await objects.blob(`${revision}:${path}`)
  if (own !== undefined) return readReleaseFile(own.toString('utf8'), path)
  const values = await objects.blob(`${revision}:${valuesFile(environment, app)}`)
  return { tag: values === undefined ? '' : legacyTag(values.toString('utf8')) }
}

/** Names of the apps that have a release in an environment at a commit. */
export async function releasedApps(
  objects: GitObjects,
  revision: string,
  environment: string,
): Promise<string[]> {
  const folders = [releasesDir(environment), valuesDir(environment)]
  const trees = await Promise.all(folders.map((folder) => objects.tree(`${revision}:${folder}`)))
  const files = trees.flatMap((tree) => (tree ?? []).map(({ name }) => name))
  const names = new Set(files.filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5)))
  const tags = await Promise.all(
    [...names].map(async (app) => ({ app, ...(await releasedAt(objects, revision, environment, app)) })),
  )
  return tags.flatMap(({ app, tag }) => (tag === '' ? [] : [app])).sort()
}
