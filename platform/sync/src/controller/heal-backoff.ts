const calmMs = 60_000
const firstMs = 500
const maxMs = 300_000

/** Heals at once, but slower and slower when something undoes it again and again. */
export class HealBackoff {
  #heals = 0
  #lastAt = Number.NEGATIVE_INFINITY

  /** How long the next healing has to wait, in milliseconds. */
  delayMs(now: number): number {
    if (now - this.#lastAt > Math.max(calmMs, 2 * this.#pauseMs())) this.#heals = 0
    return this.#heals < 3 ? 0 : Math.max(0, this.#lastAt + this.#pauseMs() - now)
  }

  healed(now: number): void {
    this.#heals++
    this.#lastAt = now
  }

  #pauseMs(): number {
    return this.#heals < 3 ? 0 : Math.min(firstMs * 2 ** (this.#heals - 3), maxMs)
  }
}
