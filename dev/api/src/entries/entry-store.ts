export interface Entry {
  /** A whole number above zero, as text. */
  readonly id: string
  readonly author: string
  readonly message: string
  readonly createdAt: Date
}

export interface EntryDraft {
  readonly author: string
  readonly message: string
}

/** Where entries are kept. A method whose store cannot be reached throws DatabaseUnavailableError. */
export interface EntryStore {
  /** At most `limit` entries, newest first; with `before` only those older than that id. */
  list(limit: number, before: string | undefined): Promise<Entry[]>
  add(draft: EntryDraft): Promise<Entry>
  find(id: string): Promise<Entry | undefined>
  /** False when there was no such entry. */
  remove(id: string): Promise<boolean>
}
