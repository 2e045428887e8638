import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlainDelivery, type PlainEnd } from '@gitops-example/delivery/testing/plain-delivery'
import { systemClock } from '@gitops-example/kit/clock'
import { gitIn } from '@gitops-example/kit/git/git'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { openGitHost } from '@gitops-example/local/git-host/open-git-host'
import { prepareReleases } from '@gitops-example/local/git-host/prepare-releases'
import { parseRefUpdate, type RefUpdate } from '@gitops-example/local/git-host/push-events'
import { readSettings } from '@gitops-example/local/state/settings'
import { statePaths } from '@gitops-example/local/state/state-paths'
import type { BranchMove } from '@gitops-example/release/branch/own-branch'
import { type Rollback, rollback } from '@gitops-example/release/rollback/rollback'

/** One person's machine: the git host, and deliveries to it. */
export class Machine implements Disposable {
  readonly paths
  readonly objects: GitObjects
  /** What deliveries and rollbacks have moved. */
  readonly moves: BranchMove[] = []
  readonly delivery: PlainDelivery
  #seenLog = 0

  private constructor(checkoutDir: string) {
    this.paths = statePaths(checkoutDir)
    const { origin, work, images } = this.paths
    this.objects = new GitObjects(origin)
    this.delivery = new PlainDelivery({
      objects: this.objects,
      branch: 'master',
      environment: 'local',
      workDir: work,
      imagesDir: images,
      onMoved: (move) => this.moves.push(move),
    })
  }

  /** As a start makes it, of the checkout's HEAD. */
  static async start(checkoutDir: string): Promise<Machine> {
    const machine = new Machine(checkoutDir)
    mkdirSync(machine.paths.run, { recursive: true })
    await machine.open()
    await machine.resume()
    return machine
  }

  /** What a start does to a git host, also to one that is there. */
  async open(): Promise<void> {
    const settings = readSettings({})
    await prepareReleases(await openGitHost(settings, this.paths), settings)
  }

  async head(branch = 'master'): Promise<string> {
    const head = await this.objects.resolve(`refs/heads/${branch}`)
    if (head === undefined) throw new Error(`The machine has no ${branch}.`)
    return head
  }

  /** Somebody with a clone of the machine pushes a commit of their own; resolves with it. */
  async guestPush(subject: string): Promise<string> {
    const git = gitIn(this.paths.origin, {
      GITOPS_FOLLOW: 'off',
      GIT_AUTHOR_NAME: 'guest',
      GIT_AUTHOR_EMAIL: 'guest@example.com',
      GIT_COMMITTER_NAME: 'guest',
      GIT_COMMITTER_EMAIL: 'guest@example.com',
    })
    const commit = await git.run(['commit-tree', '-p', 'master', '-m', subject, 'master^{tree}'])
    await git.run(['push', '--quiet', this.paths.origin, `${commit}:refs/heads/master`])
    return commit
  }

  /** Somebody deletes the branch of releases. */
  async loseReleases(): Promise<void> {
    await gitIn(this.paths.origin).run(['update-ref', '-d', 'refs/heads/releases/local'])
  }

  /** What the hook has written since it was last asked for. */
  takeUpdates(): RefUpdate[] {
    const lines = readFileSync(join(this.paths.run, 'pushes.log'), 'utf8').trimEnd().split('\n')
    const taken = lines.slice(this.#seenLog).flatMap((line) => parseRefUpdate(line) ?? [])
    this.#seenLog = lines.length
    return taken
  }

  /** Delivers what was pushed. */
  async deliver({ before, after }: RefUpdate): Promise<PlainEnd> {
    if (after === undefined) throw new Error('A push deleted master of a machine.')
    const update = { revision: after, resumed: false }
    return await this.delivery.deliver(before === undefined ? update : { ...update, before })
  }

  /** Delivers what is left, as at a start. */
  async resume(): Promise<PlainEnd> {
    return await this.delivery.deliver({ revision: await this.head(), resumed: true })
  }

  /** As `gitops rollback APP`. */
  async rollback(app: string, by: string): Promise<Rollback> {
    return await rollback({
      ...(await this.delivery.target(await this.head())),
      objects: this.objects,
      clock: systemClock,
      random: Math.random,
      environment: 'local',
      app,
      by,
      reason: 'Empty pages.',
    })
  }

  [Symbol.dispose](): void {
    this.objects[Symbol.dispose]()
  }
}
