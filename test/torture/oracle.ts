import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { descendantsOf } from '@gitops-example/kit/process/descendants'
import { get } from '../e2e/harness/http.ts'
import { processesOf } from '../e2e/harness/processes.ts'
import type { Subject } from './subject.ts'

const settleMs = 180_000

/** What must hold after every attack. Throws with what does not. */
export class Oracle {
  readonly #subject: Subject
  #knownEntries = 0

  constructor(subject: Subject) {
    this.#subject = subject
  }

  /** Starts what an attack has ended, and delivers one more commit. */
  async check(): Promise<void> {
    const subject = this.#subject
    await subject.revive()
    const { platform } = subject
    await platform.until(
      'every part runs',
      async () => (await platform.status()).parts.every(({ state }) => state === 'running'),
      settleMs,
    )
    const head = await subject.edit('Settle')
    await subject.push()
    await platform.until(
      'the newest commit is live',
      async () => {
        const { runs } = await platform.status()
        const run = runs.find(({ commit }) => commit === head)
        if (run?.state === 'failed') throw new Error(`The delivery of a good commit failed: ${run.reason}`)
        return run?.state === 'live'
      },
      settleMs,
    )
    const { text } = await platform.get('webapp')
    if (!text.includes(`title="${head}"`))
      throw new Error(`${head} is live by its run, and another one serves.`)
    const running = (await platform.status()).runs.filter(({ state }) => state === 'running')
    if (running.length > 0) throw new Error(`These deliveries never end: ${JSON.stringify(running)}`)
    this.#assertNoOrphan()
    await this.#assertCommits()
    await this.#assertEntries(subject.entries.slice(this.#knownEntries))
    this.#knownEntries = subject.entries.length
  }

  /** Ends the platform; nothing of it may be left but its state, and all of that. */
  async checkEnd(): Promise<void> {
    const subject = this.#subject
    await this.#assertEntries(subject.entries)
    await subject.platform.interrupt()
    const { dir } = subject.checkout
    const left = processesOf(dir).filter(({ pid }) => pid !== process.pid)
    if (left.length > 0) throw new Error(`These processes outlive the platform: ${JSON.stringify(left)}`)
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n')
    const mounted = mounts.filter((line) => line.includes(`${dir}/`) && !line.includes(`${dir}/.gitops `))
    if (mounted.length > 0) throw new Error(`These mounts outlive the platform: ${mounted.join('; ')}`)
    for (const lock of ['HEAD.lock', 'packed-refs.lock', 'refs/heads/master.lock', 'shallow.lock']) {
      if (existsSync(join(subject.origin, lock))) throw new Error(`A lock of git is left: ${lock}`)
    }
    await gitIn(subject.origin).run(['fsck', '--no-dangling', '--no-progress'])
  }

  async #assertCommits(): Promise<void> {
    const { origin, commits } = this.#subject
    const stored = new Set((await gitIn(origin).run(['rev-list', 'master'])).split('\n'))
    const lost = commits.filter((commit) => !stored.has(commit))
    if (lost.length > 0) throw new Error(`Pushed and not on master: ${lost.join(', ')}`)
  }

  async #assertEntries(ids: readonly string[]): Promise<void> {
    const { platform } = this.#subject
    const base = await platform.page('api')
    const serves = async () => (await get(new URL('/entries', base))).status === 200
    await platform.until('the API serves entries', serves, settleMs)
    for (const id of ids) {
      const { status } = await get(new URL(`/entries/${id}`, base))
      if (status !== 200) throw new Error(`Entry ${id} was acknowledged, and now it answers ${status}.`)
    }
  }

  /** Whoever works in the checkout descends from this process: what a kill has orphaned does not. */
  #assertNoOrphan(): void {
    const found = processesOf(this.#subject.checkout.dir)
    const ours = new Set(descendantsOf(process.pid).map(({ pid }) => pid))
    const orphans = found.filter(({ pid }) => !ours.has(pid) && existsSync(`/proc/${pid}`))
    if (orphans.length > 0) throw new Error(`Nobody looks after these processes: ${JSON.stringify(orphans)}`)
  }
}
