import { systemClock } from '@gitops-example/kit/clock'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile, valuesDir } from '../apps/app.ts'
import { writeCommit } from '../branch/change-branch.ts'
import { releaseFileText } from '../releases/release-file.ts'
import { releasesBranch } from '../releases/releases-branch.ts'

/** Stands for whatever a machine runs. */
const assumedTag = 'released'

/**
 * A commit with a release of each app of an environment whose releases are on one person's machine, the same for all
 * that is compared. Undefined for every other environment.
 */
export async function assumedReleases(
  objects: GitObjects,
  environment: string,
  revisions: readonly string[],
): Promise<string | undefined> {
  const branches = await Promise.all(revisions.map((one) => releasesBranch(objects, one, environment)))
  if (branches.every((branch) => branch === undefined)) return undefined
  const trees = await Promise.all(revisions.map((one) => objects.tree(`${one}:${valuesDir(environment)}`)))
  const apps = trees.flatMap((tree) => (tree ?? []).map(({ name }) => name.replace(/\.yaml$/, '')))
  const text = releaseFileText({ tag: assumedTag })
  const files = new Map(apps.map((app) => [releaseFile(environment, app), text]))
  const message = `Assume releases of ${environment}\n`
  return await writeCommit({ objects, clock: systemClock }, { like: revisions[0] ?? '', files, message })
}
