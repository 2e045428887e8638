import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { asItIs } from '@gitops-example/kit/git/git-settings'
import type { Checkout } from './checkout.ts'

export interface Seeded {
  /** The head of the branch on the git host: what runs on this machine. */
  revision: string
  /** Commits of the checkout's HEAD that the git host does not have. */
  unpushed: number
  /** Whether the git host was empty, and so has nothing of an earlier run. */
  isNew: boolean
}

/**
 * Adds the git host to the checkout as a remote, and gives an empty host the checkout's HEAD. A host that already has
 * the branch keeps it: only `gitops push` and `git push` move it.
 */
export async function seed(options: {
  checkout: Checkout
  originDir: string
  remote: string
  branch: string
}): Promise<Seeded> {
  const { checkout, originDir, remote, branch } = options
  const { git } = checkout
  await setRemote(git, remote, originDir)
  const existing = await git.try(['ls-remote', '--exit-code', originDir, `refs/heads/${branch}`])
  if (existing.exitCode !== 0) {
    const silent = gitIn(git.dir, { GITOPS_FOLLOW: 'off' })
    await silent.run(['push', '--quiet', '--no-verify', originDir, `${checkout.head}:refs/heads/${branch}`])
  }
  await git.run(['fetch', '--quiet', '--no-tags', remote])
  const revision = await git.run(['rev-parse', `refs/remotes/${remote}/${branch}`])
  const unpushed = await git.run(['rev-list', '--count', `${revision}..${checkout.head}`])
  return { revision, unpushed: Number(unpushed), isNew: existing.exitCode !== 0 }
}

/** A rule of the user that rewrites addresses like `url` is overruled for it, in the checkout's own configuration. */
async function setRemote(git: Git, remote: string, url: string): Promise<void> {
  const address = async (...options: string[]) =>
    (await git.try(['remote', 'get-url', ...options, remote])).stdout.trim()
  const current = await address()
  if (current === '') await git.run(['remote', 'add', remote, url])
  else if (current !== url) await git.run(['remote', 'set-url', remote, url])
  if ((await address('--push')) === url && (current === url || (await address()) === url)) return
  for (const setting of asItIs(url)) await git.run(['config', ...setting])
}
