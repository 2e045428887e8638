import { systemClock } from '@gitops-example/kit/clock'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { ensureReleasesBranch } from '@gitops-example/release/releases/ensure-releases-branch'
import { releasesBranch } from '@gitops-example/release/releases/releases-branch'
import type { Settings } from '../state/settings.ts'
import type { GitHost } from './open-git-host.ts'

/** Makes the branch of the machine's releases where it is missing; returns what a person should know of it. */
export async function prepareReleases(
  { origin, seeded }: GitHost,
  { environment }: Pick<Settings, 'environment'>,
): Promise<string | undefined> {
  using objects = new GitObjects(origin.dir)
  const { revision: code } = seeded
  const branch = await releasesBranch(objects, code, environment)
  if (branch === undefined) return undefined
  const hasEarlier = !seeded.isNew
  const done = await ensureReleasesBranch({
    objects,
    clock: systemClock,
    environment,
    branch,
    code,
    hasEarlier,
  })
  if (done === 'moved')
    return `Moved the releases of ${environment} to the branch ${branch} of this machine, once.`
  if (done === 'restored') return `The branch ${branch} of this machine was gone and is there again.`
  return undefined
}
