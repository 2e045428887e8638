import type { PartStatus } from '../control/platform-status.ts'

export interface PartProgress {
  name: string
  state: PartStatus['state']
  detail: string
  /** Since the start of the part; only for one that is running or has failed. */
  ms?: number
}

/** The parts of the platform as they come up: for the progress lines, and later for `gitops status`. */
export class PartList {
  readonly #report: (progress: PartProgress) => void
  #parts = new Map<string, PartStatus>()

  constructor(report: (progress: PartProgress) => void) {
    this.#report = report
  }

  /** Runs `start` as the part `name`; `detailOf` says what people want to know of the result. */
  async start<T>(name: string, start: () => Promise<T>, detailOf: (value: T) => string): Promise<T> {
    const startedAt = performance.now()
    this.note(name, '')
    const sinceStart = () => Math.round(performance.now() - startedAt)
    try {
      const value = await start()
      this.#set({ name, state: 'running', detail: detailOf(value), ms: sinceStart() })
      return value
    } catch (error) {
      this.#set({ name, state: 'failed', detail: '', ms: sinceStart() })
      throw error
    }
  }

  /** Notes what a starting part is doing; an empty detail is not reported. */
  note(name: string, detail: string): void {
    const progress = { name, state: 'starting' as const, detail }
    if (detail === '') this.#parts.set(name, progress)
    else this.#set(progress)
  }

  /** What people want to know of a running part has changed; it is not reported again. */
  update(name: string, detail: string): void {
    const part = this.#parts.get(name)
    if (part !== undefined) this.#parts.set(name, { ...part, detail })
  }

  list(): PartStatus[] {
    return [...this.#parts.values()]
  }

  #set(progress: PartProgress): void {
    const { ms: _, ...status } = progress
    this.#parts.set(progress.name, status)
    this.#report(progress)
  }
}
