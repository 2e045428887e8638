import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { asItIs, settingsEnv } from '@gitops-example/kit/git/git-settings'
import { sharedFiles } from '@gitops-example/release/apps/app-inputs'

export interface DraftRepositoryOptions {
  /** What is there from an earlier run is removed. */
  dir: string
  /** The repository whose objects need not be written again. */
  gitDir: string
  checkoutDir: string
}

/**
 * A bare repository for what is not committed: nothing of it gets into the checkout's own or into the one that people
 * push to, and it begins empty with every run of the platform.
 */
export class DraftRepository implements Disposable {
  readonly objects: GitObjects
  readonly #options: DraftRepositoryOptions

  private constructor(options: DraftRepositoryOptions) {
    this.#options = options
    this.objects = new GitObjects(options.dir)
  }

  static async open(options: DraftRepositoryOptions): Promise<DraftRepository> {
    const { dir, gitDir } = options
    await rm(dir, { recursive: true, force: true })
    const git = gitIn(gitDir, settingsEnv(asItIs(gitDir)))
    await git.run(['clone', '--quiet', '--template=', '--bare', '--shared', gitDir, dir])
    return new DraftRepository(options)
  }

  /**
   * `dev/` and the shared files as they stand in the checkout, as a tree: what a commit of all of it would hold, so
   * without what git ignores. Returns the tree's hash.
   */
  async tree(): Promise<string> {
    const { dir, checkoutDir } = this.#options
    // An index of its own, which git keeps: it reads only files that have changed since the last call.
    const index = join(dir, 'drafts.index')
    const git = gitIn(checkoutDir, { GIT_DIR: dir, GIT_WORK_TREE: checkoutDir, GIT_INDEX_FILE: index })
    const paths = ['dev', ...sharedFiles].filter((name) => existsSync(join(checkoutDir, name)))
    await git.run(['add', '--all', '--', ...paths])
    return await git.run(['write-tree'])
  }

  [Symbol.dispose](): void {
    this.objects[Symbol.dispose]()
  }
}
