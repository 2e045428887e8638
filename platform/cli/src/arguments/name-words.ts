import { UsageError } from '../usage-error.ts'
import type { ArgumentSpec } from '../verb.ts'

/** Gives each word the name of its argument; throws a UsageError for one too many, too few, or a wrong one. */
export function nameWords(
  specs: readonly ArgumentSpec[],
  words: readonly string[],
): Record<string, string | string[] | undefined> {
  const named: Record<string, string | string[] | undefined> = {}
  const left = [...words]
  for (const { name, description, required, repeatable, choices } of specs) {
    const taken = left.splice(0, repeatable ? left.length : 1)
    if (required && taken.length === 0) throw new UsageError(`Missing argument ${name}: ${description}.`)
    for (const word of taken) {
      if (choices === undefined || choices.includes(word)) continue
      throw new UsageError(`${name} is ${alternatives(choices)}, not "${word}".`)
    }
    named[name] = repeatable ? taken : taken[0]
  }
  const [extra] = left
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}".`)
  return named
}

/** `bash, zsh or fish` */
export function alternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
