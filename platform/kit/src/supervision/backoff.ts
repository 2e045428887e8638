export interface BackoffOptions {
  firstMs: number
  longestMs: number
}

/** How long to wait before each further attempt: twice as long as before it, up to a limit. */
export class Backoff {
  readonly #options: BackoffOptions
  #nextMs: number

  constructor(options: BackoffOptions = { firstMs: 200, longestMs: 30_000 }) {
    this.#options = options
    this.#nextMs = options.firstMs
  }

  /** The wait before the next attempt. */
  next(): number {
    const delayMs = this.#nextMs
    this.#nextMs = Math.min(delayMs * 2, this.#options.longestMs)
    return delayMs
  }

  /** The attempts were worth it: the next wait is the first one again. */
  reset(): void {
    this.#nextMs = this.#options.firstMs
  }
}
