import { gitIn } from './git.ts'

/** Whether `ancestor` is `descendant` or in its history; false when one of them is not in the repository. */
export async function isAncestor(gitDir: string, ancestor: string, descendant: string): Promise<boolean> {
  const git = gitIn(gitDir, { GIT_DIR: gitDir })
  return (await git.try(['merge-base', '--is-ancestor', ancestor, descendant])).exitCode === 0
}
