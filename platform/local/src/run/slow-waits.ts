import type { Clock } from '@gitops-example/kit/clock'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import type { OpenRun } from './open-run.ts'

/** A wait that is shorter needs no words. */
const quietMs = 2000
const againMs = 10_000
const longestLine = 200

/** Adds updates to runs that say what they wait for, once that takes a while. */
export class SlowWaits {
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #timers = new Map<OpenRun, Map<string, Disposable>>()

  /** `changed` is called after a run has got an update. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock
    this.#changed = changed
  }

  /** The sync of an Application that an open run may be about waits for something else now, or for nothing. */
  waits(open: OpenRun, { application, message, at }: SyncEvents['sync.waiting']): void {
    const timers = this.#timers.get(open) ?? new Map<string, Disposable>()
    timers.get(application)?.[Symbol.dispose]()
    timers.delete(application)
    if (message === undefined) return
    this.#timers.set(open, timers)
    const what = oneLine(`${application}: ${message}`)
    const sayAfter = (ms: number) => {
      const say = () => {
        // Only now, since a release may be seen before it is known what it waits for.
        if (open.waits.names.includes(application)) {
          open.updates.push({ type: 'waiting', what, ms: this.#clock.now() - at })
          this.#changed()
        }
        sayAfter(againMs)
      }
      timers.set(application, this.#clock.after(ms, say))
    }
    sayAfter(quietMs)
  }

  ended(open: OpenRun): void {
    for (const timer of this.#timers.get(open)?.values() ?? []) timer[Symbol.dispose]()
    this.#timers.delete(open)
  }
}

function oneLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line
}
