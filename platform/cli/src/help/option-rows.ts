import type { OptionSpec, Verb } from '../verb.ts'
import { named } from './usage-line.ts'

export interface OptionRow {
  /** `--env ENV`, with its short name first where it has one. */
  label: string
  /** What it does, and in brackets what else there is to know. */
  text: string
}

/** A row for each option of a verb, and one for `--help`. */
export function optionRows({ options = {} }: Verb): OptionRow[] {
  const rows = Object.entries(options).map(([name, option]) => ({
    label: `${option.short === undefined ? '    ' : `-${option.short}, `}${named(name, option)}`,
    text: `${option.description}${remarks(option)}`,
  }))
  return [...rows, { label: '-h, --help', text: 'show this help' }]
}

function remarks({ multiple, required, fallback, needs, ...option }: OptionSpec): string {
  const words = [
    required ? 'required' : [],
    multiple ? 'repeatable' : [],
    needs === undefined ? [] : `only with --${needs}`,
    option.default === undefined ? [] : `default: ${option.default}`,
    fallback === undefined ? [] : `default: ${fallback}`,
  ].flat()
  return words.map((word) => ` [${word}]`).join('')
}
