import type { OptionSpec } from '../verb.ts'

/** The arguments with earlier names of options replaced by those of today, each reported to `note`. */
export function renamed(
  argv: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
  note: (line: string) => void,
): string[] {
  const names = new Map(
    Object.entries(options).flatMap(([name, { formerly = [] }]) => formerly.map((old) => [old, name])),
  )
  const end = argv.indexOf('--')
  return argv.map((word, index) => {
    const [, old = '', value = ''] = /^--([a-z-]+)(=[\s\S]*)?$/.exec(word) ?? []
    const name = names.get(old)
    if (name === undefined || (end !== -1 && index > end)) return word
    note(`--${old} is deprecated. Use --${name}.`)
    return `--${name}${value}`
  })
}
