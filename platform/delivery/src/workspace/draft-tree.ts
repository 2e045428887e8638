import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git'
import { sharedFiles } from '../apps/app-content.ts'

export interface DraftTreeOptions {
  /** The repository that gets the objects; the checkout's own is left alone. */
  gitDir: string
  checkoutDir: string
  /** Kept between calls: git reads only files that differ from what it knows. */
  indexFile: string
  /** `dev/NAME`. */
  appDir: string
}

/**
 * The app's folder and the shared files as they stand in a checkout, committed or not, as a tree: what a commit of all
 * of it would hold. Files that git ignores are left out, as in a commit. Returns the tree's hash; undefined when the
 * folder is gone.
 */
export async function draftTree({
  gitDir,
  checkoutDir,
  indexFile,
  appDir,
}: DraftTreeOptions): Promise<string | undefined> {
  if (!existsSync(join(checkoutDir, appDir))) return undefined
  mkdirSync(dirname(indexFile), { recursive: true })
  const git = gitIn(checkoutDir, { GIT_DIR: gitDir, GIT_WORK_TREE: checkoutDir, GIT_INDEX_FILE: indexFile })
  const shared = sharedFiles.filter((name) => existsSync(join(checkoutDir, name)))
  await git.run(['add', '--all', '--', appDir, ...shared])
  return await git.run(['write-tree'])
}
