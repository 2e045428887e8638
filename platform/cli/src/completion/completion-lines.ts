import { verbs } from '../verbs.ts'
import { candidates } from './candidates.ts'
import { checkoutNames } from './checkout-names.ts'

/**
 * The answer to a completion script: a line for each word that fits, with its description after a tab; or the one line
 * `:files`, where the shell completes names of files. `line` is what candidates() takes.
 */
export function completionLines(line: readonly string[], root: string): string[] {
  const found = candidates(line, verbs, checkoutNames(root))
  if (found === 'files') return [':files']
  return found.map(({ word, description }) => (description === undefined ? word : `${word}\t${description}`))
}
