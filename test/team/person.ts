import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { type NothingPushed, type Pushed, pushHead } from '@gitops-example/local/push/push'
import { assertOwnConflict, unmergedPaths } from './conflicts.ts'
import type { Hub } from './hub.ts'
import { Machine } from './machine.ts'

const quiet = ['-c', 'advice.detachedHead=false', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false']

/** Somebody with a checkout of the hub and a machine. */
export class Person implements Disposable {
  readonly name: string
  readonly git: Git
  readonly machine: Machine
  readonly #movedApps: ReadonlySet<string>

  private constructor(name: string, git: Git, machine: Machine, movedApps: ReadonlySet<string>) {
    this.name = name
    this.git = git
    this.machine = machine
    this.#movedApps = movedApps
  }

  static async join(name: string, hub: Hub, movedApps: ReadonlySet<string>): Promise<Person> {
    const { dir } = await hub.scratch.clone()
    const git = gitIn(dir, {
      GITOPS_FOLLOW: 'off',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_EDITOR: 'true',
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: `${name}@example.com`,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: `${name}@example.com`,
    })
    return new Person(name, git, await Machine.start(dir), movedApps)
  }

  get dir(): string {
    return this.git.dir
  }

  head(): Promise<string> {
    return this.git.run(['rev-parse', 'HEAD'])
  }

  /** Whether there is such a commit. */
  async has(revision: string): Promise<boolean> {
    return (await this.git.try(['rev-parse', '--quiet', '--verify', `${revision}^{commit}`])).exitCode === 0
  }

  /** How many of the newest commits the hub has not got. */
  async unshared(): Promise<number> {
    const args = ['rev-list', '--count', '--first-parent', 'HEAD', '^refs/remotes/origin/master']
    return Number(await this.git.run(args))
  }

  async commit(message: string, ...options: string[]): Promise<void> {
    await this.git.run(['add', '--all'])
    await this.git.run([...quiet, 'commit', '--quiet', '--allow-empty', '--message', message, ...options])
  }

  /**
   * Runs a command that merges, as often as it takes. A conflict has to be one of people; what the other side has is
   * taken, or the command is given up (`abort`). Resolves with whether it went through.
   */
  async merging(args: readonly string[], abort?: readonly string[]): Promise<boolean> {
    const { exitCode, stdout, stderr } = await this.git.try([...quiet, ...args])
    if (exitCode === 0) return true
    const unmerged = await unmergedPaths(this.git)
    const isEmpty = /nothing to commit|nothing added to commit|previous cherry-pick is now empty/.test(
      stdout + stderr,
    )
    if (unmerged.length === 0 && !isEmpty)
      throw new Error(`git ${args.join(' ')} failed:\n${stdout}${stderr}`)
    await assertOwnConflict(this.git, unmerged, this.#movedApps)
    if (abort !== undefined) {
      await this.git.run(abort)
      return false
    }
    for (const { path, stages } of unmerged) {
      // What git has as the third stage of a file that both have renamed has marks of the conflict in it.
      const { exitCode: lacks } = await this.git.try(['checkout', '--quiet', 'MERGE_HEAD', '--', path])
      if (lacks === 0) continue
      if (stages.has('3')) await this.git.run(['checkout', '--quiet', '--theirs', '--', path])
      else await this.git.run(['rm', '--quiet', '--force', '--', path])
    }
    await this.commit('Merge, their way')
    return false
  }

  /** Pushes HEAD to the person's own machine, as `gitops push`. */
  push(): Promise<NothingPushed | Pushed> {
    return pushHead({
      git: gitIn(this.dir, { GIT_CONFIG_GLOBAL: '/dev/null' }), // pushing needs no identity
      originDir: this.machine.paths.origin,
      branch: 'master',
      remote: 'local',
    })
  }

  /** `refused` when the hub has what this checkout lacks. */
  async share(): Promise<'shared' | 'refused'> {
    const { exitCode, stderr } = await this.git.try(['push', '--quiet', 'origin', 'HEAD:master'])
    if (exitCode === 0) return 'shared'
    if (/\[rejected\].*(fetch first|non-fast-forward)/.test(stderr)) return 'refused'
    throw new Error(`The hub refused a push:\n${stderr}`)
  }

  [Symbol.dispose](): void {
    this.machine[Symbol.dispose]()
  }
}
