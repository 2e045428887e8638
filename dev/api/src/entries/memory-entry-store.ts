import type { Entry, EntryDraft, EntryStore } from './entry-store.ts'

/** For tests without a database. While `failure` is set, every method throws it. */
export class MemoryEntryStore implements EntryStore {
  entries: Entry[] = []
  failure: Error | undefined
  #added = 0

  async list(limit: number, before: string | undefined): Promise<Entry[]> {
    this.#mayFail()
    return this.entries
      .filter(({ id }) => before === undefined || Number(id) < Number(before))
      .slice(0, limit)
  }

  async add({ author, message }: EntryDraft): Promise<Entry> {
    this.#mayFail()
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, this.#added))
    const entry = { id: String(++this.#added), author, message, createdAt }
    this.entries.unshift(entry)
    return entry
  }

  async find(id: string): Promise<Entry | undefined> {
    this.#mayFail()
    return this.entries.find((entry) => entry.id === id)
  }

  async remove(id: string): Promise<boolean> {
    this.#mayFail()
    const left = this.entries.filter((entry) => entry.id !== id)
    const removed = left.length < this.entries.length
    this.entries = left
    return removed
  }

  #mayFail(): void {
    if (this.failure) throw this.failure
  }
}
