import type { Caller, Entry, EntryDraft, EntryPage, GuestbookApi } from './guestbook-api.ts'

/** An API in memory for tests: pages of `pageSize`, cursors that are offsets, failures on demand. */
export class FakeGuestbookApi implements GuestbookApi {
  entries: Entry[] = []
  pageSize = 2
  /** What the next calls of a method throw, until it is unset. */
  failures: { list?: Error; add?: Error; remove?: Error } = {}
  callers: Caller[] = []
  added: EntryDraft[] = []
  removed: string[] = []

  /** As new. */
  reset(): void {
    Object.assign(this, new FakeGuestbookApi())
  }

  async list(cursor: string | undefined, caller: Caller): Promise<EntryPage> {
    this.callers.push(caller)
    if (this.failures.list) throw this.failures.list
    const start = Number(cursor ?? 0)
    const end = start + this.pageSize
    return {
      entries: this.entries.slice(start, end),
      nextCursor: end < this.entries.length ? String(end) : null,
    }
  }

  async add(draft: EntryDraft, caller: Caller): Promise<void> {
    this.callers.push(caller)
    if (this.failures.add) throw this.failures.add
    this.added.push(draft)
    this.entries.unshift(entryOf({ id: `new-${this.added.length}`, ...draft }))
  }

  async remove(id: string, caller: Caller): Promise<void> {
    this.callers.push(caller)
    if (this.failures.remove) throw this.failures.remove
    this.removed.push(id)
    this.entries = this.entries.filter((entry) => entry.id !== id)
  }

  close(): void {}
}

export function entryOf(part: Partial<Entry>): Entry {
  return {
    id: '1',
    author: 'Ada',
    message: 'Hello',
    createdAt: new Date('2026-01-31T09:05:00.000Z'),
    ...part,
  }
}
