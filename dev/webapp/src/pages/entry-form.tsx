import type { EntryDraft, FieldProblem } from '../api/guestbook-api.ts'
import { limits } from '../draft.ts'

export interface FormState {
  /** What the visitor typed, shown again so that nothing is lost. */
  readonly draft: EntryDraft
  readonly problems: readonly FieldProblem[]
  /** Why the whole entry could not be saved, if it could not. */
  readonly notice?: string
}

export const emptyForm: FormState = { draft: { author: '', message: '' }, problems: [] }

export function EntryForm({ form }: { readonly form: FormState }) {
  const problemOf = (field: string) => form.problems.find((problem) => problem.field === field)?.detail
  const author = problemOf('author')
  const message = problemOf('message')
  const other = form.problems.filter(({ field }) => field !== 'author' && field !== 'message')
  return (
    <section class="write" aria-labelledby="write-heading">
      <h2 id="write-heading">Write an entry</h2>
      {form.notice && (
        <p class="notice" role="alert">
          {form.notice}
        </p>
      )}
      {form.problems.length > 0 && (
        <div class="notice" role="alert">
          <p>Your entry is not saved yet:</p>
          <ul>
            {author && <ProblemLink field="author" label="Name" detail={author} />}
            {message && <ProblemLink field="message" label="Message" detail={message} />}
            {other.map(({ detail }) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        </div>
      )}
      <form method="post" action="/entries">
        <div class="field">
          <label for="author">Name</label>
          <input
            id="author"
            name="author"
            dir="auto"
            autocomplete="name"
            required
            maxLength={limits.author}
            value={form.draft.author}
            aria-invalid={author ? 'true' : undefined}
            aria-describedby={author ? 'author-problem' : undefined}
          />
          <Problem field="author" detail={author} />
        </div>
        <div class="field">
          <label for="message">Message</label>
          <textarea
            id="message"
            name="message"
            dir="auto"
            rows={4}
            required
            maxLength={limits.message}
            aria-invalid={message ? 'true' : undefined}
            aria-describedby={message ? 'message-problem message-hint' : 'message-hint'}
            value={form.draft.message}
          />
          <Problem field="message" detail={message} />
          <p id="message-hint" class="hint">
            Up to {limits.message} characters.
          </p>
        </div>
        <button type="submit">Add entry</button>
      </form>
    </section>
  )
}

function ProblemLink({ field, label, detail }: { field: string; label: string; detail: string }) {
  return (
    <li>
      <a href={`#${field}`}>
        {label}: {detail}
      </a>
    </li>
  )
}

function Problem({ field, detail }: { field: string; detail: string | undefined }) {
  if (!detail) return null
  return (
    <p id={`${field}-problem`} class="problem">
      {detail}
    </p>
  )
}
