import type { Entry, EntryPage } from '../api/guestbook-api.ts'

interface Props {
  readonly page: EntryPage
  readonly cursor: string | undefined
}

export function EntryList({ page, cursor }: Props) {
  return (
    <section class="entries" aria-labelledby="entries-heading">
      <h2 id="entries-heading">{cursor === undefined ? 'Latest entries' : 'Older entries'}</h2>
      {page.entries.length === 0 ? (
        <p class="empty">
          {cursor === undefined
            ? 'Nobody has written yet. Be the first!'
            : 'There is nothing older than this.'}
        </p>
      ) : (
        <ol>
          {page.entries.map((entry) => (
            <EntryItem key={entry.id} entry={entry} cursor={cursor} />
          ))}
        </ol>
      )}
      {(cursor !== undefined || page.nextCursor !== null) && (
        <nav aria-label="Pages of entries">
          {cursor !== undefined && <a href="/">Newest</a>}
          {page.nextCursor !== null && (
            <a rel="next" href={`/?cursor=${encodeURIComponent(page.nextCursor)}`}>
              Older entries
            </a>
          )}
        </nav>
      )}
    </section>
  )
}

function EntryItem({ entry, cursor }: { readonly entry: Entry; readonly cursor: string | undefined }) {
  return (
    <li>
      <article>
        <header>
          <h3 dir="auto">{entry.author}</h3>
          <time dateTime={entry.createdAt.toISOString()}>{formatTime(entry.createdAt)}</time>
        </header>
        <p class="message" dir="auto">
          {entry.message}
        </p>
        <form method="post" action={`/entries/${encodeURIComponent(entry.id)}/delete`}>
          {cursor !== undefined && <input type="hidden" name="cursor" value={cursor} />}
          <button type="submit" class="quiet">
            Delete<span class="unseen"> the entry of {entry.author}</span>
          </button>
        </form>
      </article>
    </li>
  )
}

/** UTC, because the server does not know where the reader is; the element carries the exact time. */
function formatTime(time: Date): string {
  return `${time.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })}, ${time.toISOString().slice(11, 16)} UTC`
}
