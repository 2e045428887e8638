import { realpathSync } from 'node:fs'
import { GitopsError } from '@gitops-example/kit/errors'
import { type Git, gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { settingsEnv } from '@gitops-example/kit/git/git-settings'

export interface Checkout {
  git: Git
  head: string
  /** Number of paths that differ from HEAD, untracked files included. */
  dirtyPaths: number
  /** Whether `openCheckout` has just initialised it. */
  initialised: boolean
}

/**
 * The checkout at `root`. A directory that is not one (an unpacked source archive) is initialised with a single
 * commit: without a commit there is nothing to deliver, and with one everything else works the same.
 */
export async function openCheckout(root: string): Promise<Checkout> {
  const git = gitIn(root)
  const initialised = !(await isCheckoutRoot(git))
  if (initialised) {
    await git.run(['init', '--quiet'])
    await commitAll(root)
  }
  const head = await git.try(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (head.exitCode !== 0) {
    throw new GitopsError('no-commit', `Cannot deliver the checkout ${root}: it has no commit yet.`, {
      hint: 'Commit something (git add -A && git commit), then run the same command again.',
    })
  }
  const status = await git.run(['status', '--porcelain'])
  return {
    git,
    head: head.stdout.trim(),
    dirtyPaths: status === '' ? 0 : status.split('\n').length,
    initialised,
  }
}

async function isCheckoutRoot(git: Git): Promise<boolean> {
  const { exitCode, stdout } = await git.try(['rev-parse', '--show-toplevel'])
  return exitCode === 0 && realpathSync(stdout.trim()) === realpathSync(git.dir)
}

async function commitAll(root: string): Promise<void> {
  // What the user ignores everywhere may be a part of the archive.
  const git = gitIn(root, { ...platformIdentity, ...settingsEnv([['core.excludesFile', '/dev/null']]) })
  await git.run(['add', '--all'])
  await git.run(['commit', '--quiet', '-m', 'Import the source archive'])
}
