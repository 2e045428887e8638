import { draftSchema } from './api/contract.ts'
import type { EntryDraft, FieldProblem } from './api/guestbook-api.ts'

const { author, message } = draftSchema.properties

/** The API's limits, in characters (code points). */
export const limits = { author: author.maxLength, message: message.maxLength } as const

/** Reads the fields of a submitted form; what is absent or not text becomes empty. */
export function readDraft(body: unknown): EntryDraft {
  const field = (name: string): string => {
    if (typeof body !== 'object' || body === null) return ''
    const value: unknown = Reflect.get(body, name)
    // Browsers send line ends as CRLF (HTML, form submission); they count as one character here.
    return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : ''
  }
  return { author: field('author'), message: field('message') }
}

/** What the API would refuse, found without asking it; its own answer still counts. */
export function checkDraft(draft: EntryDraft): FieldProblem[] {
  const problems: FieldProblem[] = []
  const check = (field: keyof EntryDraft, missing: string) => {
    const length = [...draft[field]].length
    if (length === 0) problems.push({ field, detail: missing })
    if (length > limits[field]) {
      problems.push({ field, detail: `At most ${limits[field]} characters, this is ${length}.` })
    }
  }
  check('author', 'Please enter your name.')
  check('message', 'Please write a message.')
  return problems
}
