import type { Change } from './store.ts'

/** The last changes in order, in a ring of fixed size: what a watch needs to resume. */
export class ChangeLog {
  readonly #ring: Change[] = []
  readonly #size: number
  readonly #start: number
  #version: number

  constructor(startVersion: number, size: number) {
    this.#start = startVersion
    this.#version = startVersion
    this.#size = size
  }

  get version(): number {
    return this.#version
  }

  /** Versions are consecutive: the position in the ring follows from the version. */
  append(change: Change): void {
    this.#version = change.version
    this.#ring[this.#slot(change.version)] = change
  }

  since(version: number): readonly Change[] | undefined {
    const oldest = Math.max(this.#start, this.#version - this.#size)
    if (version < oldest) return undefined
    const changes: Change[] = []
    for (let next = version + 1; next <= this.#version; next++) {
      const change = this.#ring[this.#slot(next)]
      if (change !== undefined) changes.push(change)
    }
    return changes
  }

  #slot(version: number): number {
    return (version - this.#start - 1) % this.#size
  }
}
