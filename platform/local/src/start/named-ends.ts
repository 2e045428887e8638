/** Remembers which part is being ended, so that one that hangs has a name. */
export class NamedEnds {
  #current: string | undefined

  /** The part whose end has begun and not finished. */
  get current(): string | undefined {
    return this.#current
  }

  /** The same end, under a name. */
  of(name: string, end: () => unknown): () => Promise<void> {
    return async () => {
      this.#current = name
      await end()
      this.#current = undefined
    }
  }
}
