import { UsageError } from '../usage-error.ts'
import type { OptionSpec, Verb } from '../verb.ts'
import { closest } from './closest.ts'
import { alternatives } from './name-words.ts'
import type { TypedOption } from './typed-option.ts'

/** Throws a UsageError for the first option that is unknown, lacks its value, is missing, or conflicts with another. */
export function checkOptions(verb: Verb, typed: readonly TypedOption[]): void {
  const { options = {}, alternatives: groups = [] } = verb
  for (const one of typed) checkOption(options, one)
  const given = new Set(typed.map(({ name }) => name))
  for (const [name, { required, value }] of Object.entries(options)) {
    if (required && !given.has(name)) throw new UsageError(`Missing option --${name} ${value}.`)
  }
  for (const { options: group, required } of groups) {
    const [first, second] = group.filter((name) => given.has(name))
    if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other.`)
    if (required && first === undefined) {
      throw new UsageError(`Missing option ${alternatives(group.map((name) => `--${name}`))}.`)
    }
  }
  for (const name of given) {
    const { needs } = options[name] ?? {}
    if (needs !== undefined && !given.has(needs)) throw new UsageError(`--${name} needs --${needs}.`)
  }
}

function checkOption(
  options: Readonly<Record<string, OptionSpec>>,
  { name, rawName, value, isInline }: TypedOption,
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  if (option === undefined) {
    const near = closest(name, Object.keys(options))
    throw new UsageError(
      `Unknown option "${rawName}".${near === undefined ? '' : ` Did you mean --${near}?`}`,
    )
  }
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`--${name} takes no value, not "${value}".`)
    return
  }
  if (value === undefined) throw new UsageError(`--${name} needs a value: --${name} ${option.value}.`)
  if (!isInline && /^-./.test(value)) {
    throw new UsageError(
      `--${name} needs a value, and "${value}" looks like an option. If it is the value, write --${name}=${value}.`,
    )
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw new UsageError(`--${name} is ${alternatives(option.choices)}, not "${value}".`)
  }
}
