import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from '@gitops-example/release/apps/app'
import { checkApps } from '../checks/check-apps.ts'
import type { Toolbox } from '../checks/toolbox.ts'
import { failureReport } from './failure-report.ts'

export interface RehearsalOptions {
  objects: GitObjects
  toolbox: Toolbox
  clock: Clock
  /** How long nothing has to happen before it begins, in milliseconds. */
  delayMs: number
  log: (line: string) => void
}

/**
 * Runs later, when nothing else is to do, the checks that did not hold up a release: so a red one is at least said,
 * and the first push after it finds every cache warm. A delivery interrupts it.
 */
export class Rehearsal {
  readonly #options: RehearsalOptions
  #apps = new Map<string, { app: App; revision: string }>()
  #timer: Disposable | undefined
  #running: { done: Promise<void>; abort: AbortController } | undefined

  constructor(options: RehearsalOptions) {
    this.#options = options
  }

  /** `app` was released unchecked. */
  add(app: App, revision: string): void {
    this.#apps.set(app.name, { app, revision })
  }

  /** Nothing else is to do now. */
  begin(): void {
    if (this.#apps.size === 0 || this.#running !== undefined) return
    this.#timer = this.#options.clock.after(this.#options.delayMs, () => {
      const abort = new AbortController()
      const done = this.#run(abort.signal).finally(() => {
        this.#running = undefined
      })
      this.#running = { abort, done }
    })
  }

  /** Resolves when no check of it runs any more; what was not finished waits for the next `begin`. */
  async interrupt(): Promise<void> {
    this.#timer?.[Symbol.dispose]()
    this.#running?.abort.abort()
    await this.#running?.done
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { objects, toolbox, clock, log } = this.#options
    for (const { app, revision } of [...this.#apps.values()]) {
      try {
        const now = () => clock.now()
        const onResult = () => {}
        const results = await checkApps({ objects, revision, apps: [app], toolbox, now, signal, onResult })
        const [first, ...others] = results.flatMap(({ step, result }) =>
          result.status === 'failed' ? [{ step, app: app.name, ...result }] : [],
        )
        if (first !== undefined) {
          const { step, text } = failureReport([first, ...others])
          log(`${app.name} at ${revision.slice(0, 7)} was released unchecked, and ${step} is red:\n${text}`)
        }
        this.#apps.delete(app.name)
      } catch (error) {
        if (signal.aborted) return
        this.#apps.delete(app.name)
        log(`${app.name} cannot be checked: ${describeError(error)}`)
      }
    }
  }
}
