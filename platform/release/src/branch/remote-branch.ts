import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { pushFailure } from './push-failure.ts'

/** The branch that deployments are read from, wherever it lives. */
export interface RemoteBranch {
  readonly name: string
  /** The commit that the branch points to now; its history is in the local repository afterwards. */
  head(): Promise<string>
  /**
   * Moves the branch to `commit`, a descendant of what `head` returned. Throws a retryable error when somebody else
   * moved it in the meantime.
   */
  push(commit: string): Promise<void>
}

export interface RemoteOptions {
  /** A repository on this machine, in which commits are made. */
  gitDir: string
  /** What `git push` takes: an address, a path, or the name of a remote of `gitDir`. */
  remote: string
  branch: string
  /** The ref of `gitDir` that the branch is fetched into; one of its own for each remote that is used at once. */
  local?: string
  /** Added to git's environment, such as a credential helper's variables. */
  env?: Record<string, string>
  /** How long git may wait for a remote that says nothing, in seconds. */
  silenceSeconds?: number
}

/** For all of a fetch or push, however slow its transport. */
const timeoutMs = 300_000

/** A branch of a repository that is reached by git's own transports (file, ssh, https). */
export function remoteBranch(options: RemoteOptions): RemoteBranch {
  const { gitDir, remote, branch, env = {}, silenceSeconds = 30 } = options
  const git = gitIn(gitDir, { GIT_DIR: gitDir, ...env })
  const patience = ['-c', 'http.lowSpeedLimit=1', '-c', `http.lowSpeedTime=${silenceSeconds}`]
  const ref = `refs/heads/${branch}`
  const into = options.local ?? `refs/gitops/${branch}`
  return {
    name: branch,
    async head() {
      // Everything that decides between two tags is history: a shallow clone is completed.
      const depth = existsSync(join(gitDir, 'shallow')) ? ['--unshallow'] : []
      const args = [...patience, 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...depth]
      const result = await git.try([...args, remote, `+${ref}:${into}`], { timeoutMs })
      if (result.exitCode !== 0) throw pushFailure(branch, remote, result.stderr, 'fetch')
      return await git.run(['rev-parse', '--verify', into])
    },
    async push(commit) {
      const args = [...patience, 'push', '--quiet', '--porcelain', '--no-verify', remote, `${commit}:${ref}`]
      const result = await git.try(args, { timeoutMs })
      if (result.exitCode !== 0) throw pushFailure(branch, remote, `${result.stdout}\n${result.stderr}`)
    },
  }
}
