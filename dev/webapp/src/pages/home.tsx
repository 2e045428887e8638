import type { EntryPage } from '../api/guestbook-api.ts'
import { EntryForm, type FormState } from './entry-form.tsx'
import { EntryList } from './entry-list.tsx'
import { Layout, type Site } from './layout.tsx'

interface Props {
  readonly site: Site
  readonly page: EntryPage
  /** The cursor that this page was reached by; undefined on the newest page. */
  readonly cursor: string | undefined
  readonly form: FormState
}

export function HomePage({ site, page, cursor, form }: Props) {
  return (
    <Layout
      site={site}
      title={form.problems.length > 0 ? 'Please check your entry – Guestbook' : 'Guestbook'}
    >
      <header>
        <h1>Guestbook</h1>
        <p>Leave a few words for whoever comes next.</p>
      </header>
      <main id="main" tabIndex={-1}>
        {/* One column on a phone: who pages through old entries wants to read, not to write. */}
        {cursor === undefined && <EntryForm form={form} />}
        <EntryList page={page} cursor={cursor} />
        {cursor !== undefined && <EntryForm form={form} />}
      </main>
    </Layout>
  )
}
