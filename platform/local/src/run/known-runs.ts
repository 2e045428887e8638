import type { DeliveryRun, RunUpdate } from './delivery-run.ts'
import type { OpenRun } from './open-run.ts'

/** How many runs are remembered once they have ended. */
const keptRuns = 50

/** The runs that are remembered, and their followers. */
export class KnownRuns {
  /** In the order of their pushes. */
  #runs: OpenRun[] = []
  #sleeping = new Set<() => void>()

  all(): DeliveryRun[] {
    return this.#runs.map(({ run }) => run)
  }

  newest(): OpenRun | undefined {
    return this.#runs.at(-1)
  }

  /** Those that have not ended; a copy, so that one can be ended while iterating. */
  open(): OpenRun[] {
    return this.#runs.filter(isOpen)
  }

  /** The open run of `commit`. */
  findOpen(commit: string): OpenRun | undefined {
    return this.open().find(({ run }) => run.commit === commit)
  }

  /** The open run that `revision` is about: its commit, or that of its release. */
  ofRevision(revision: string): OpenRun | undefined {
    return this.open().find(({ run }) => isAbout(run, revision))
  }

  /** The open runs whose commits `revision` contains: the branch only moves on. */
  upTo(revision: string): OpenRun[] {
    const about = this.#runs.findLast(({ run }) => isAbout(run, revision))
    if (about === undefined) return []
    // A release is made on top of what was pushed while its apps were checked.
    const last = revision === about.run.releaseRevision ? (about.bumped?.last ?? about) : about
    return this.#runs.slice(0, this.#runs.indexOf(last) + 1).filter(isOpen)
  }

  add(run: OpenRun): void {
    this.#runs.push(run)
    const ended = this.#runs.filter((one) => !isOpen(one))
    const forgotten = new Set(ended.slice(0, -keptRuns))
    this.#runs = this.#runs.filter((one) => !forgotten.has(one))
    this.changed()
  }

  /** Wakes followers: a run has a new update. */
  changed(): void {
    for (const wake of [...this.#sleeping]) wake()
  }

  /**
   * Every update of the run of `commit` that was pushed at `since` or later, those before this call included; waits for
   * a run that is not known yet. A branch that goes back has a run of the same commit from before.
   */
  async *follow(commit: string, signal: AbortSignal, since: number): AsyncIterable<RunUpdate> {
    let sent = 0
    let followed: OpenRun | undefined
    while (!signal.aborted) {
      followed ??= this.#runs.findLast(({ run, lastPushedAt }) => {
        return run.commit === commit && lastPushedAt >= since
      })
      const update = followed?.updates[sent]
      // Only a follower that has every update waits: another may have been added while it handled the last one.
      if (update === undefined) {
        await this.#nextChange(signal)
        continue
      }
      sent++
      yield update
      if (update.type === 'ended') return
    }
  }

  #nextChange(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleeping.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#sleeping.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }
}

function isOpen({ run }: OpenRun): boolean {
  return run.state === 'running'
}

function isAbout(run: DeliveryRun, revision: string): boolean {
  return run.commit === revision || run.releaseRevision === revision
}
