import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from '../usage-error.ts'
import type { OptionSpec, Verb } from '../verb.ts'
import { checkOptions } from './check-options.ts'
import { nameWords } from './name-words.ts'
import { renamed } from './renamed.ts'
import type { TypedOption } from './typed-option.ts'
import type { Given } from './values.ts'

/** Reads the arguments of a verb; throws a UsageError. `note` is called with what should be written otherwise. */
export function parseArguments<V extends Verb>(
  verb: V,
  argv: readonly string[],
  note: (line: string) => void,
): Given<V> {
  const options = verb.options ?? {}
  const { values, positionals, tokens } = parseArgs({
    args: renamed(argv, options, note),
    options: parserOptions(options),
    allowPositionals: true,
    // What is wrong is said in our own words, by the checks below.
    strict: false,
    tokens: true,
  })
  const typed = tokens.flatMap((token): TypedOption[] =>
    token.kind === 'option'
      ? [
          {
            name: token.name,
            rawName: token.rawName,
            value: token.value,
            isInline: token.inlineValue === true,
          },
        ]
      : [],
  )
  checkOptions(verb, typed)
  const words = nameWords(verb.arguments ?? [], positionals)
  // The checks have made true what the types say: what is required is there, and each value has its option's type.
  return { values, words } as unknown as Given<V>
}

function parserOptions(
  options: Readonly<Record<string, OptionSpec>>,
): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple, default: byDefault }]) => [
      name,
      {
        type,
        ...(short === undefined ? {} : { short }),
        ...(multiple === undefined ? {} : { multiple }),
        ...(byDefault === undefined ? {} : { default: byDefault }),
      },
    ]),
  )
}

/** A whole number from 1; `name` is the option, for the error. */
export function positiveInteger(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} takes a whole number from 1, not "${text}".`)
}
