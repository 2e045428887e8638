import { parseArgs } from 'node:util'
import type { ArgumentSpec, OptionSpec, ValueKind, Verb } from '../verb.ts'

export interface Candidate {
  /** The whole word. */
  word: string
  description?: string
}

/** What may stand at the cursor: words, or the name of a file, which the shell knows best. */
export type Candidates = readonly Candidate[] | 'files'

/** Names of a kind in the checkout; `words` are the arguments that come before, which may narrow it. */
export type ReadNames = (kind: Exclude<ValueKind, 'verbs' | 'files'>, words: readonly string[]) => string[]

/** What fits after `gitops` and the words before the cursor; the last word is the one at the cursor, maybe empty. */
export function candidates(
  line: readonly string[],
  verbs: ReadonlyMap<string, Verb>,
  names: ReadNames,
): Candidates {
  const [name = '', ...rest] = line
  const current = rest.pop()
  if (current === undefined)
    return startingWith(name, name.startsWith('-') ? programOptions : verbCandidates(verbs))
  const verb = verbs.get(name)
  if (verb === undefined) return []
  const options = verb.options ?? {}
  const words = wordsOf(rest, options)
  const valuesOf = (spec: OptionSpec | ArgumentSpec, word: string, prefix = ''): Candidates => {
    const { choices, complete } = spec
    if (complete === 'files') return 'files'
    if (complete === 'verbs') return startingWith(word, verbCandidates(verbs))
    const found = choices ?? (complete === undefined ? [] : names(complete, words))
    return startingWith(
      `${prefix}${word}`,
      found.map((value) => ({ word: `${prefix}${value}` })),
    )
  }

  const [, inline = '', begun = ''] = /^--([a-z-]+)=(.*)$/s.exec(current) ?? []
  const inlineOption = valueOption(options, inline)
  if (inlineOption !== undefined) return valuesOf(inlineOption, begun, `--${inline}=`)
  const before = valueOption(options, rest.at(-1)?.replace(/^--/, '') ?? '')
  if (before !== undefined && rest.at(-1)?.startsWith('--')) return valuesOf(before, current)

  const specs = verb.arguments ?? []
  const last = specs.at(-1)
  const expected = specs[words.length] ?? (last?.repeatable ? last : undefined)
  if (current.startsWith('-') || expected === undefined) {
    return startingWith(current, unusedOptions(options, rest))
  }
  return valuesOf(expected, current)
}

const programOptions: readonly Candidate[] = [
  { word: '--help', description: 'show every verb' },
  { word: '--version', description: 'print the version' },
]

function verbCandidates(verbs: ReadonlyMap<string, Verb>): Candidate[] {
  return [...verbs.values()].map(({ name, summary }) => ({ word: name, description: summary }))
}

function unusedOptions(
  options: Readonly<Record<string, OptionSpec>>,
  before: readonly string[],
): Candidate[] {
  const used = new Set(before.map((word) => word.replace(/=.*/s, '')))
  const unused = Object.entries(options).filter(([name, { multiple }]) => multiple || !used.has(`--${name}`))
  return [
    ...unused.map(([name, { description }]) => ({
      word: `--${name}`,
      description: description.replaceAll('`', ''),
    })),
    { word: '--help', description: 'show the help of this verb' },
  ]
}

function valueOption(options: Readonly<Record<string, OptionSpec>>, name: string): OptionSpec | undefined {
  const option = Object.hasOwn(options, name) ? options[name] : undefined
  return option?.type === 'string' ? option : undefined
}

function wordsOf(args: readonly string[], options: Readonly<Record<string, OptionSpec>>): string[] {
  const types = Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }]))
  return parseArgs({ args: [...args], options: types, allowPositionals: true, strict: false }).positionals
}

function startingWith(start: string, all: readonly Candidate[]): Candidate[] {
  return all.filter(({ word }) => word.startsWith(start))
}
