import { join, resolve } from 'node:path'
import { GitopsError } from '../errors.ts'
import { gitIn } from './git.ts'
import { GitObjects } from './git-objects.ts'

/** A checkout, or a bare repository, in which this machine makes commits. */
export interface LocalRepository extends Disposable {
  objects: GitObjects
  gitDir: string
  /** The full hash of a commit; throws `no-such-commit` when there is none of this name. */
  commit(name: string): Promise<string>
}

/** Opens the repository of a directory; a linked work tree shares the objects of its main one. */
export async function openRepository(directory: string): Promise<LocalRepository> {
  const { exitCode, stdout } = await gitIn(directory).try(['rev-parse', '--git-common-dir'])
  if (exitCode !== 0) {
    throw new GitopsError('no-repository', `${directory} is not a git repository.`, {
      hint: 'Run this in a clone of the repository.',
    })
  }
  const gitDir = resolve(directory, stdout.trim())
  const objects = new GitObjects(gitDir)
  return {
    objects,
    gitDir,
    async commit(name) {
      // HEAD belongs to the work tree, not to the repository that it shares.
      const full = await gitIn(directory).try(['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
      if (full.exitCode === 0) return full.stdout.trim()
      throw new GitopsError('no-such-commit', `There is no commit "${name}" in ${join(directory)}.`, {
        hint: 'Check the name; in a shallow clone, git fetch --unshallow fetches all history.',
      })
    },
    [Symbol.dispose]: () => objects[Symbol.dispose](),
  }
}
