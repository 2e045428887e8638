import type { ArgumentSpec, OptionSpec, Verb } from '../verb.ts'

/** The parts of `gitops VERB ...` after the verb, in the order of help: what is required comes first. */
export function usageParts({ arguments: words = [], options = {}, alternatives = [] }: Verb): string[] {
  const grouped = new Set(alternatives.flatMap((group) => group.options))
  const single = Object.entries(options).filter(([name]) => !grouped.has(name))
  const choices = alternatives.map((group) => {
    const text = group.options.map((name) => named(name, options[name])).join(' | ')
    return { required: group.required === true, text: group.required ? `(${text})` : `[${text}]` }
  })
  return [
    ...words.map(argument),
    ...choices.filter(({ required }) => required).map(({ text }) => text),
    ...single.filter(([, option]) => option.required).map(([name, option]) => requiredOption(name, option)),
    ...choices.filter(({ required }) => !required).map(({ text }) => text),
    ...single
      .filter(([, option]) => !option.required)
      .map(([name, option]) => `[${named(name, option)}]${option.multiple ? '...' : ''}`),
  ]
}

/** The usage in one line. */
export function usageLine(verb: Verb): string {
  return ['gitops', verb.name, ...usageParts(verb)].join(' ')
}

/** `--env ENV` */
export function named(name: string, option: OptionSpec | undefined): string {
  return option?.value === undefined ? `--${name}` : `--${name} ${option.value}`
}

function requiredOption(name: string, option: OptionSpec): string {
  return option.multiple ? `(${named(name, option)})...` : named(name, option)
}

function argument({ name, required, repeatable }: ArgumentSpec): string {
  return `${required ? name : `[${name}]`}${repeatable ? '...' : ''}`
}
