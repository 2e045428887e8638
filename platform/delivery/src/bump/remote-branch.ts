import { type Git, gitIn } from '@gitops-example/kit/git'
import { pushFailure } from './push-failure.ts'

/** The branch that deployments are read from, wherever it is. */
export interface RemoteBranch {
  readonly name: string
  /** The commit that the branch points to now; its history is in the local repository afterwards. */
  head(): Promise<string>
  /**
   * Moves the branch to `commit`, a descendant of what `head` returned. Throws a retryable error when somebody else
   * moved it meanwhile.
   */
  push(commit: string): Promise<void>
}

export interface RemoteOptions {
  /** A repository on this machine, in which commits are made. */
  gitDir: string
  /** What `git push` takes: an address, a path, or the name of a remote of `gitDir`. */
  remote: string
  branch: string
  /** Added to git's environment, such as a credential helper's variables. */
  env?: Record<string, string>
  timeoutMs?: number
}

/** A branch of a repository that is reached by git's own transports (file, ssh, https). */
export function remoteBranch({
  gitDir,
  remote,
  branch,
  env = {},
  timeoutMs = 60_000,
}: RemoteOptions): RemoteBranch {
  const git = gitIn(gitDir, { GIT_DIR: gitDir, ...env })
  const ref = `refs/heads/${branch}`
  return {
    name: branch,
    async head() {
      // A repository that is its own remote has everything already.
      if (remote === gitDir) return await git.run(['rev-parse', '--verify', `${ref}^{commit}`])
      return await fetchHead(git, remote, ref, timeoutMs)
    },
    async push(commit) {
      const args = ['push', '--quiet', '--porcelain', '--no-verify', remote, `${commit}:${ref}`]
      const result = await git.try(args, { timeoutMs })
      if (result.exitCode !== 0) throw pushFailure(branch, remote, `${result.stdout}\n${result.stderr}`)
    },
  }
}

async function fetchHead(git: Git, remote: string, ref: string, timeoutMs: number): Promise<string> {
  // Everything that decides between two tags is history: a shallow clone is completed.
  const shallow = (await git.run(['rev-parse', '--is-shallow-repository'])) === 'true'
  const into = `refs/gitops/${process.pid}`
  const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...(shallow ? ['--unshallow'] : [])]
  const result = await git.try([...args, remote, `+${ref}:${into}`], { timeoutMs })
  if (result.exitCode !== 0) throw pushFailure(ref.replace('refs/heads/', ''), remote, result.stderr, 'fetch')
  const head = await git.run(['rev-parse', '--verify', into])
  await git.run(['update-ref', '-d', into])
  return head
}
