import { sizeOf } from '../machinery/json/size-of.ts'
import type { Change } from './change.ts'

export interface ChangeLogOptions {
  /** How many changes are kept at most. */
  windowSize?: number
  /** How much memory their objects may take, roughly. */
  limitBytes?: number
}

/** The last changes in order, in a ring of fixed size: what a watch needs to resume. */
export class ChangeLog {
  readonly #ring: (Change | undefined)[] = []
  readonly #size: number
  readonly #limitBytes: number
  readonly #start: number
  #version: number
  /** Changes up to this version are no longer there. */
  #forgotten: number
  #bytes = 0

  constructor(
    startVersion: number,
    { windowSize = 5000, limitBytes = 256 * 1024 * 1024 }: ChangeLogOptions = {},
  ) {
    this.#start = startVersion
    this.#version = startVersion
    this.#forgotten = startVersion
    this.#size = windowSize
    this.#limitBytes = limitBytes
  }

  get version(): number {
    return this.#version
  }

  /** Versions are consecutive: the position in the ring follows from the version. */
  append(change: Change): void {
    if (change.version - this.#forgotten > this.#size) this.#forgetOldest()
    this.#version = change.version
    this.#ring[this.#slot(change.version)] = change
    this.#bytes += sizeOf(change.object)
    while (this.#bytes > this.#limitBytes && this.#forgotten < this.#version) this.#forgetOldest()
  }

  /** Changes after `version`, oldest first; `undefined` when some of them are forgotten. */
  since(version: number): readonly Change[] | undefined {
    if (!this.remembers(version)) return undefined
    const changes: Change[] = []
    for (let next = version + 1; next <= this.#version; next++) {
      const change = this.#ring[this.#slot(next)]
      if (change !== undefined) changes.push(change)
    }
    return changes
  }

  /** Whether every change after `version` is still there. */
  remembers(version: number): boolean {
    return version >= this.#forgotten
  }

  #forgetOldest(): void {
    this.#forgotten++
    const slot = this.#slot(this.#forgotten)
    const change = this.#ring[slot]
    if (change !== undefined) this.#bytes -= sizeOf(change.object)
    this.#ring[slot] = undefined
  }

  #slot(version: number): number {
    return (version - this.#start - 1) % this.#size
  }
}
