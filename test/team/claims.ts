import { type Git, gitIn, platformIdentity } from '@gitops-example/kit/git/git'

export const platformEmail = platformIdentity.GIT_COMMITTER_EMAIL

/** Throws with what is wrong; `claim` is what should hold. */
export function assert(holds: boolean, claim: string): void {
  if (!holds) throw new Error(`Not so: ${claim}`)
}

/** Commits in the history of a revision, and whether the platform made them. */
export async function history(git: Git, ...revisions: string[]): Promise<Map<string, boolean>> {
  const lines = await git.run(['log', '--format=%H %ae %ce', ...revisions, '--'])
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [hash = '', ...emails] = line.split(' ')
        return [hash, emails.includes(platformEmail)]
      }),
  )
}

/** Throws unless git finds every object of a repository whole. */
export async function assertSound(dir: string): Promise<void> {
  const { exitCode, stdout, stderr } = await gitIn(dir).try([
    'fsck',
    '--strict',
    '--no-dangling',
    '--no-progress',
  ])
  assert(exitCode === 0, `git fsck of ${dir} finds nothing:\n${stdout}${stderr}`)
}
