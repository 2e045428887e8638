import type { Clock } from '@gitops-example/kit/clock'
import type { Events } from '@gitops-example/kit/events'
import type { PartEvents } from '../start/part-list.ts'
import type { OpenRun } from './open-run.ts'

/** A part that is back sooner needs no words. */
const quietMs = 1000
const againMs = 10_000

export interface PartWaitsOptions {
  clock: Clock
  parts: Events<PartEvents>
  open: () => Iterable<OpenRun>
  /** Called after runs have got an update. */
  changed: () => void
}

/** Says to runs that are open which part of the platform they wait for, while one is being started again. */
export class PartWaits implements Disposable {
  readonly #options: PartWaitsOptions
  readonly #downSince = new Map<string, number>()
  readonly #following: Disposable
  #saidTo = new Map<OpenRun, number>()
  #timer: Disposable | undefined

  constructor(options: PartWaitsOptions) {
    this.#options = options
    this.#following = options.parts.on('part.changed', ({ name, state, change }) => {
      if (state === 'running') this.#downSince.delete(name)
      else if (change === 'restart' && !this.#downSince.has(name))
        this.#downSince.set(name, options.clock.now())
      this.#schedule()
    })
  }

  [Symbol.dispose](): void {
    this.#following[Symbol.dispose]()
    this.#timer?.[Symbol.dispose]()
  }

  #schedule(): void {
    if (this.#downSince.size === 0) {
      this.#timer?.[Symbol.dispose]()
      this.#timer = undefined
      this.#saidTo = new Map()
    } else {
      this.#timer ??= this.#options.clock.after(quietMs, () => {
        this.#timer = undefined
        this.#say()
        this.#schedule()
      })
    }
  }

  #say(): void {
    const { clock, open, changed } = this.#options
    const now = clock.now()
    const due = [...open()].filter((run) => now - (this.#saidTo.get(run) ?? -againMs) >= againMs)
    const names = [...this.#downSince.keys()]
    const what = `waiting for ${names.join(' and ')}, which ${names.length === 1 ? 'is' : 'are'} being started again`
    const ms = now - Math.min(...this.#downSince.values())
    for (const run of due) {
      this.#saidTo.set(run, now)
      run.updates.push({ type: 'waiting', what, ms })
    }
    if (due.length > 0) changed()
  }
}
