import { EntryForm, type FormState } from './entry-form.tsx'
import { Layout, type Site } from './layout.tsx'

interface Props {
  readonly site: Site
  readonly heading: string
  readonly text: string
  readonly action?: { readonly label: string; readonly href: string }
  /** Shown to people who ask for help, found in the logs. */
  readonly requestId?: string
  /** The entry that could not be saved, to be sent again. */
  readonly form?: FormState
}

export function ErrorPage({ site, heading, text, action, requestId, form }: Props) {
  return (
    <Layout site={site} title={`${heading} – Guestbook`}>
      <main id="main" tabIndex={-1} class="error">
        <section>
          <h1>{heading}</h1>
          <p>{text}</p>
          {action && (
            <p>
              {/* Where a form waits to be sent again, its button is the main one. */}
              <a class={form ? undefined : 'button'} href={action.href}>
                {action.label}
              </a>
            </p>
          )}
          {requestId && (
            <p class="hint">
              Request <code>{requestId}</code>
            </p>
          )}
        </section>
        {form && <EntryForm form={form} />}
      </main>
    </Layout>
  )
}
