import type { Clock } from '@gitops-example/kit/clock'
import type { DeliveryRun, RunUpdate, Undone } from './delivery-run.ts'
import type { OpenRun } from './open-run.ts'
import type { RunRecord } from './run-records.ts'

/** How many runs are remembered once they have ended. */
export const keptRuns = 50
/** How long a push may take to reach the platform: the hook's line is read within milliseconds. */
const unseenMs = 10_000

/** Which run of a commit is followed. */
export interface FollowFrom {
  /** The earliest that it was pushed, in milliseconds since the Unix epoch. */
  since: number
  /** When whoever asks began to push it. */
  startedAt?: number
}

/** The runs that are remembered, and their followers. */
export class KnownRuns {
  /** In the order of their pushes. */
  #runs: OpenRun[] = []
  /** Those of before this start, in the same order. */
  #earlier: RunRecord[]
  #sleeping = new Set<() => void>()
  readonly #clock: Clock

  constructor(clock: Clock, earlier: readonly RunRecord[] = []) {
    this.#clock = clock
    this.#earlier = [...earlier]
  }

  all(): DeliveryRun[] {
    return [...this.#earlier, ...this.#runs].map(({ run }) => run)
  }

  /** Those of before this start that were under way when the platform ended, and are not delivered again. */
  interrupted(): RunRecord[] {
    const again = new Set(this.#runs.map(({ run }) => run.commit))
    return this.#earlier.filter(({ run }) => run.state === 'interrupted' && !again.has(run.commit))
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

  /** The open run that a state of these commits is about: its release is one of them, or else its commit. */
  about(revisions: readonly string[]): OpenRun | undefined {
    const open = this.open()
    return open.find((one) => isReleased(one, revisions)) ?? open.find((one) => isPushed(one, revisions))
  }

  /** The open runs whose commit or release a state of these commits contains, and whether it has their release. */
  upTo(revisions: readonly string[]): { open: OpenRun; hasRelease: boolean }[] {
    const commit = this.#runs.findLastIndex((one) => isPushed(one, revisions))
    const release = this.#runs.findLastIndex((one) => isReleased(one, revisions))
    // On the branch of the code a release is made on top of what was pushed while its apps were checked.
    const below = this.#runs[release]?.bumped?.last
    const last = Math.max(commit, release, below === undefined ? -1 : this.#runs.indexOf(below))
    return this.#runs
      .slice(0, last + 1)
      .map((open, index) => ({ open, hasRelease: index <= release }))
      .filter(({ open }) => isOpen(open))
  }

  /** The release of `commit` was rolled back for an app, after its run had ended; returns that run. */
  undone(commit: string, undone: Undone): RunRecord | undefined {
    const found = [...this.#earlier, ...this.#runs].findLast(({ run }) => run.commit === commit)
    if (found !== undefined) found.run = { ...found.run, undone: [...(found.run.undone ?? []), undone] }
    return found
  }

  add(run: OpenRun): void {
    this.#runs.push(run)
    const ended = this.#runs.filter((one) => !isOpen(one))
    const forgotten = new Set(ended.slice(0, -keptRuns))
    this.#runs = this.#runs.filter((one) => !forgotten.has(one))
    const room = Math.max(0, keptRuns - ended.length)
    this.#earlier = room === 0 ? [] : this.#earlier.slice(-room)
    this.changed()
  }

  /** Wakes followers: a run has a new update. */
  changed(): void {
    for (const wake of [...this.#sleeping]) wake()
  }

  /**
   * Every update of the run of `commit` that was pushed at `since` or later, those before this call included; waits for
   * a run that is not known yet, and ends with `unseen` where none comes. A branch that goes back has a run of the same
   * commit from before. `onFound` is called before the first update.
   */
  async *follow(
    commit: string,
    signal: AbortSignal,
    since: number,
    onFound: (run: OpenRun) => void,
  ): AsyncIterable<RunUpdate> {
    let sent = 0
    let followed: OpenRun | undefined
    let isLate = false
    using _ = this.#clock.after(unseenMs, () => {
      isLate = true
      this.changed()
    })
    while (!signal.aborted) {
      if (followed === undefined) {
        followed = this.#runs.findLast(({ run, lastPushedAt }) => {
          return run.commit === commit && lastPushedAt >= since
        })
        if (followed !== undefined) onFound(followed)
      }
      const update = followed?.updates[sent]
      // Only a follower that has every update waits: another may have been added while it handled the last one.
      if (followed === undefined && isLate) {
        yield { type: 'unseen', commit }
        return
      }
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

function isPushed({ run }: OpenRun, revisions: readonly string[]): boolean {
  return revisions.includes(run.commit)
}

function isReleased({ run }: OpenRun, revisions: readonly string[]): boolean {
  return run.releaseRevision !== undefined && revisions.includes(run.releaseRevision)
}
