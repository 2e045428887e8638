import { gitIn } from '@gitops-example/kit/git/git'
import type { RemoteOptions } from './remote-branch.ts'

/** As long as a person waits for a server that says nothing. */
const timeoutMs = 30_000

/**
 * The branch that HEAD of a remote names, as the clone recorded it, else as the remote says now; undefined where neither
 * is known, whatever the reason: the fetch of the branch says it.
 */
export async function defaultBranchOf({
  gitDir,
  remote,
  env = {},
}: Pick<RemoteOptions, 'gitDir' | 'remote' | 'env'>): Promise<string | undefined> {
  const git = gitIn(gitDir, { GIT_DIR: gitDir, ...env })
  const recorded = `refs/remotes/${remote}/`
  const known = await git.try(['symbolic-ref', '--quiet', `${recorded}HEAD`])
  const name = known.stdout.trim()
  if (known.exitCode === 0 && name.startsWith(recorded)) return name.slice(recorded.length)
  const asked = await git.try(['ls-remote', '--symref', remote, 'HEAD'], { timeoutMs })
  return /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(asked.stdout)?.[1]
}
