import { UsageError } from '../usage-error.ts'
import { closest } from './closest.ts'

/** The error for a word that is not a verb, with the verb or option of the program that it is near to. */
export function unknownVerb(word: string, names: readonly string[]): UsageError {
  const near = closest(word, names)
  const what = word.startsWith('-') ? 'option' : 'verb'
  return new UsageError(`Unknown ${what} "${word}".${near === undefined ? '' : ` Did you mean ${near}?`}`)
}
