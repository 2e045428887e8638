import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Io } from './io.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** One `gitops <verb>`: parses its arguments, calls the library, prints. */
export interface Verb {
  /** The arguments after the verb's name, as the help shows them. */
  usage: string
  /** What it does and returns, and examples; printed by `gitops VERB --help`. */
  help: string
  /** Also read by the test that compares workflows with verbs. */
  options: Options
  run(args: readonly string[], io: Io): Promise<number>
}

/** Wrong arguments: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads a verb's arguments; `positionals` is how many words besides options it takes at most. */
export function parseVerbArgs<O extends Options>(args: readonly string[], options: O, positionals = 0) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const extra = parsed.positionals[positionals]
    if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}".`)
    return parsed
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error
    // What Node adds is how to pass such a word as an argument, which no verb takes.
    throw new UsageError(error.message.replace(/\. To specify a positional argument.*$/s, '.'))
  }
}

/** A whole number from 1; `name` is the option, for the error. */
export function positiveInteger(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new UsageError(`--${name} takes a whole number from 1, not "${text}".`)
  return Number(text)
}
