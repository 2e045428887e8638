import { type Git, gitIn } from '@gitops-example/kit/git/git'
import type { NothingPushed, Pushed } from '@gitops-example/local/push/push'
import { appsAt, releasesDir } from '@gitops-example/release/apps/app'
import { imageContent } from '@gitops-example/release/apps/app-content'
import { environmentValues } from '@gitops-example/release/apps/environment-values'
import { findQuarantined, quarantineAt } from '@gitops-example/release/quarantine/find-quarantined'
import { releasedAt } from '@gitops-example/release/releases/released-at'
import { assert, history, platformEmail } from './claims.ts'
import type { Hub } from './hub.ts'
import type { Machine } from './machine.ts'

/** Watches one machine: what was pushed to it, and what may be there. */
export class MachineOracle {
  readonly #machine: Machine
  readonly #hub: Hub
  readonly #git: Git
  /** What its master has to have. */
  #master = new Map<string, boolean>()
  /** All that was ever pushed to it. */
  readonly #pushed = new Set<string>()
  /** Pushed by a guest, and never in the checkout of the person. */
  readonly #unseen = new Set<string>()
  #checked = ''

  private constructor(machine: Machine, hub: Hub) {
    this.#machine = machine
    this.#hub = hub
    this.#git = gitIn(machine.paths.origin)
  }

  /** Of a machine that has just been started. */
  static async open(machine: Machine, hub: Hub): Promise<MachineOracle> {
    const oracle = new MachineOracle(machine, hub)
    await oracle.#moved(await machine.head())
    return oracle
  }

  /** A guest has pushed a commit to the machine. */
  async guestPushed(commit: string): Promise<void> {
    this.#unseen.add(commit)
    await this.#moved(commit)
  }

  /** Whether a push that would lose commits has to be refused. */
  get hasUnseen(): boolean {
    return this.#unseen.size > 0
  }

  /** The person, whose HEAD is `head`, has pushed. */
  async pushed(head: string, pushed: Pushed | NothingPushed): Promise<void> {
    if (pushed.kind === 'nothing' && pushed.theirs.length > 0) {
      const theirs = pushed.theirs.map(({ commit }) => commit)
      const known = theirs.length === this.#unseen.size && theirs.every((commit) => this.#unseen.has(commit))
      assert(known, `${theirs.join(', ')} are the commits of guests`)
      return
    }
    await this.#moved(head, pushed)
  }

  /** Master holds exactly the history of `head`, and of what it had before, only what is said to have left is gone. */
  async #moved(head: string, pushed?: Pushed | NothingPushed): Promise<void> {
    const now = await history(this.#git, head)
    const before = this.#master
    const left =
      pushed === undefined || pushed.kind === 'nothing' ? [] : pushed.left.map(({ commit }) => commit)
    const gone = [...before.keys()].filter((commit) => !now.has(commit))
    assert(
      gone.length === left.length && gone.every((commit) => left.includes(commit)),
      `of ${gone.join(', ')}, which master lost, ${left.join(', ')} was said to have left`,
    )
    assert(
      !gone.some((commit) => this.#unseen.has(commit)),
      'no commit of a guest is lost that nobody has seen',
    )
    for (const commit of now.keys()) if (pushed !== undefined) this.#unseen.delete(commit)
    if (pushed !== undefined) {
      const isBack = before.has(head)
      const kind = gone.length === 0 ? (isBack ? 'nothing' : 'forward') : isBack ? 'back' : 'replace'
      assert(pushed.kind === kind, `the push is "${kind}", not "${pushed.kind}"`)
    }
    for (const [commit, isMade] of now) {
      assert(!isMade || this.#hub.releases.has(commit), `${commit} on a machine is of a person or of CD`)
      this.#pushed.add(commit)
    }
    this.#master = now
    assert((await this.#machine.head()) === head, `master of the machine is the pushed ${head}`)
  }

  /**
   * `isIdle` says that nothing is left to be delivered, `isAskedFor` that the person went back to exactly what master
   * is, so that no quarantine holds it up.
   */
  async check(isIdle: boolean, isAskedFor = false): Promise<void> {
    const [head, releases] = [await this.#machine.head(), await this.#machine.head('releases/local')]
    const state = `${head} ${releases} ${isIdle} ${isAskedFor}`
    if (state === this.#checked) return
    assert(
      this.#master.has(head) && this.#machine.moves.every(({ ref }) => ref === 'refs/heads/releases/local'),
      'only pushes move master of a machine',
    )
    await this.#checkReleases(releases)
    if (isIdle) await this.#checkLive(head, releases, isAskedFor)
    this.#checked = state
  }

  /** The branch of releases is what this machine has written there, and holds nothing else. */
  async #checkReleases(releases: string): Promise<void> {
    const { moves, objects } = this.#machine
    assert((moves.at(-1)?.after ?? releases) === releases, 'only this machine moves its releases')
    const commit = await objects.commit(releases)
    assert(
      commit?.author.includes(platformEmail) === true && commit.parents.length < 2,
      'releases are in one line',
    )
    const [top, ...others] = (await objects.tree(`${releases}:`)) ?? []
    assert(
      top?.name === 'README.md' && others.every(({ name }) => name === 'ops'),
      'releases hold nothing else',
    )
    for (const { name } of (await objects.tree(`${releases}:${releasesDir('local')}`)) ?? []) {
      const { tag } = await releasedAt(objects, releases, 'local', name.replace(/\.yaml$/, ''))
      assert(this.#pushed.has(tag), `${tag}, the release of ${name}, was pushed to this machine`)
    }
  }

  /** Each app runs the content that master has, unless that is in quarantine; its image is there. */
  async #checkLive(head: string, releases: string, isAskedFor: boolean): Promise<void> {
    const { objects, delivery } = this.#machine
    const quarantine = await quarantineAt(objects, releases, 'local')
    for (const app of await appsAt(objects, head)) {
      const values = await environmentValues(objects, { code: head, releases }, 'local', app.name)
      const wanted = await imageContent(objects, head, app)
      if (values?.repository === undefined || wanted === undefined) continue
      const { tag } = await releasedAt(objects, releases, 'local', app.name)
      const isBad = (await findQuarantined(objects, quarantine, app.name, head)) !== undefined
      assert(tag !== '', `${app.name} at ${head} is released`)
      const isSame = (await imageContent(objects, tag, app)) === wanted
      assert(isSame || (isBad && !isAskedFor), `${app.name} runs the content of ${head}, not ${tag}`)
      assert(await delivery.hasImage(values.repository, tag), `the image of ${app.name} ${tag} is there`)
    }
  }
}
