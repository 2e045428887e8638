import type { Clock } from '@gitops-example/kit/clock'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile } from '../apps/app.ts'
import { writeCommit } from '../branch/change-branch.ts'
import { moveRefs } from '../branch/own-branch.ts'
import { quarantineFile } from '../quarantine/quarantine-file.ts'
import { releaseFileText } from './release-file.ts'
import { releasedApps, releasedAt } from './released-at.ts'

export interface EnsureReleasesOptions {
  /** The repository that has the branch. */
  objects: GitObjects
  clock: Clock
  environment: string
  /** The branch of the environment's releases. */
  branch: string
  /** The head of the branch that has everything else. */
  code: string
  /** Whether this machine recorded its releases there before they had a branch of their own. */
  hasEarlier: boolean
}

/** What had to be done: `restored` after somebody deleted the branch, `moved` from where releases were recorded before. */
export type EnsuredReleases = 'present' | 'begun' | 'restored' | 'moved'

/** Moves with the branch, so that a branch that somebody deletes loses nothing. */
export function keptReleases(branch: string): string {
  return `refs/gitops/kept/${branch}`
}

/** Remembers where the branch was moved to by another process. */
export async function keepReleases(gitDir: string, branch: string, revision: string): Promise<void> {
  await moveRefs(gitDir, [{ ref: keptReleases(branch), to: revision }])
}

/** Makes the branch of an environment's releases where it is missing. */
export async function ensureReleasesBranch(options: EnsureReleasesOptions): Promise<EnsuredReleases> {
  const { objects, branch, hasEarlier } = options
  const ref = `refs/heads/${branch}`
  const kept = keptReleases(branch)
  if ((await objects.resolve(ref)) !== undefined) return 'present'
  const before = await objects.resolve(kept)
  if (before !== undefined) {
    await moveRefs(objects.gitDir, [{ ref, from: '', to: before }])
    return 'restored'
  }
  const earlier = hasEarlier ? await earlierReleases(options) : new Map<string, string>()
  const first = earlier.size > 0 ? await movedCommit(options, earlier) : await firstCommit(options)
  await moveRefs(objects.gitDir, [
    { ref, from: '', to: first },
    { ref: kept, to: first },
  ])
  return earlier.size > 0 ? 'moved' : 'begun'
}

async function firstCommit({ objects, clock, environment, code }: EnsureReleasesOptions): Promise<string> {
  return await writeCommit(
    { objects, clock },
    {
      like: code,
      files: readme(environment),
      message: `Begin the releases of ${environment} on this machine\n`,
    },
  )
}

/** On top of the commits that recorded them before, so that the history of releases goes on. */
async function movedCommit(
  { objects, clock, environment, code }: EnsureReleasesOptions,
  files: ReadonlyMap<string, string>,
): Promise<string> {
  const message =
    `Move the releases of ${environment} to a branch of their own\n\n` +
    'They were in values files on the branch that people push to.\n'
  const all = new Map([...readme(environment), ...files])
  return await writeCommit({ objects, clock }, { parent: code, files: all, message })
}

async function earlierReleases({
  objects,
  environment,
  code,
}: EnsureReleasesOptions): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const app of await releasedApps(objects, code, environment)) {
    files.set(
      releaseFile(environment, app),
      releaseFileText(await releasedAt(objects, code, environment, app)),
    )
  }
  const quarantine = await objects.blob(`${code}:${quarantineFile(environment)}`)
  if (quarantine !== undefined) files.set(quarantineFile(environment), quarantine.toString('utf8'))
  return files
}

function readme(environment: string): Map<string, string> {
  const text = `# Releases of ${environment} on this machine

Written by gitops: one commit for each release and rollback. The branch is on this machine only; its Applications read
it beside the branch that people push to. See docs/guides/team.md.
`
  return new Map([['README.md', text]])
}
