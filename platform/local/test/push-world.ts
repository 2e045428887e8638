import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Git, gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { openGitHost } from '../src/git-host/open-git-host.ts'
import { type ComingPush, pushHead } from '../src/push/push.ts'
import { readSettings } from '../src/state/settings.ts'
import { statePaths } from '../src/state/state-paths.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const ann = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
  HOME: '/nonexistent',
}

/** A person's clone of something. */
export class Clone {
  readonly git: Git

  constructor(dir: string, env: Record<string, string> = ann) {
    this.git = gitIn(dir, { GITOPS_FOLLOW: 'off', ...env })
  }

  /** Writes a file of this name, commits it and returns the hash. */
  async commit(subject: string): Promise<string> {
    writeFileSync(join(this.git.dir, subject), subject)
    await this.git.run(['add', '--all'])
    await this.git.run(['commit', '--quiet', '--message', subject])
    return await this.head()
  }

  head(): Promise<string> {
    return this.git.run(['rev-parse', 'HEAD'])
  }
}

/** A checkout with one pushed commit, and the git host of its machine. */
export class PushWorld extends Clone implements Disposable {
  readonly originDir: string
  readonly origin: Git
  /** What pushes said that they were about to do. */
  readonly coming: ComingPush[] = []
  readonly #directories: TemporaryDirectory[]

  private constructor(directory: TemporaryDirectory) {
    super(directory.path)
    this.#directories = [directory]
    this.originDir = statePaths(directory.path).origin
    this.origin = gitIn(this.originDir)
  }

  /** `prepare` changes the checkout before the git host is there. */
  static async open(prepare: (git: Git) => Promise<void> = async () => {}): Promise<PushWorld> {
    const world = new PushWorld(new TemporaryDirectory())
    const { git } = world
    await git.run(['init', '--quiet', '--initial-branch=master'])
    writeFileSync(join(git.dir, '.gitignore'), '.gitops/\n')
    await world.commit('first')
    await prepare(git)
    await world.host()
    return world
  }

  /** Opens the git host as a start does. */
  async host(): Promise<void> {
    const paths = statePaths(this.git.dir)
    mkdirSync(paths.run, { recursive: true })
    await openGitHost(readSettings({}), paths)
  }

  /** Pushes without any identity, which pushing does not need. */
  push(dir = this.git.dir) {
    return pushHead({
      git: gitIn(dir, { HOME: '/nonexistent' }),
      originDir: this.originDir,
      branch: 'master',
      remote: 'local',
      onPlan: (coming) => void this.coming.push(coming),
    })
  }

  /** Another clone of the machine's branch. */
  async clone(env?: Record<string, string>): Promise<Clone> {
    const clone = new Clone(this.directory(), env)
    await clone.git.run(['clone', '--quiet', '--branch', 'master', this.originDir, '.'])
    return clone
  }

  /** Commits in another clone, pushes, and returns the hash. */
  async pushedByAnother(subject: string, env?: Record<string, string>): Promise<string> {
    const clone = await this.clone(env)
    const commit = await clone.commit(subject)
    await clone.git.run(['push', '--quiet', 'origin', 'HEAD:master'])
    return commit
  }

  pushedByPlatform(subject: string): Promise<string> {
    return this.pushedByAnother(subject, platformIdentity)
  }

  master(): Promise<string> {
    return this.origin.run(['rev-parse', 'refs/heads/master'])
  }

  /** A directory that goes with the world. */
  directory(): string {
    const directory = new TemporaryDirectory()
    this.#directories.push(directory)
    return directory.path
  }

  [Symbol.dispose](): void {
    for (const directory of this.#directories) directory[Symbol.dispose]()
  }
}
