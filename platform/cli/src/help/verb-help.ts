import type { Verb } from '../verb.ts'
import { optionRows } from './option-rows.ts'
import { usageParts } from './usage-line.ts'
import { columns, wrap } from './wrap.ts'

/** Columns of the narrowest terminal that help is written for. */
export const helpWidth = 80

/** What `gitops VERB --help` prints. */
export function verbHelp(verb: Verb): string {
  const { description, json, variables = {}, exitCodes = {}, arguments: words = [] } = verb
  const sections = [
    usage(verb),
    ...description.map((paragraph) => wrap(plain(paragraph), helpWidth)),
    section('Arguments:', rows(words.map(({ name, description: text }) => ({ label: name, text })))),
    section('Options:', rows(optionRows(verb))),
    section(
      'Environment variables:',
      rows(Object.entries(variables).map(([label, text]) => ({ label, text }))),
    ),
    section('JSON:', json === undefined ? [] : wrap(plain(json), helpWidth - 2).map((line) => `  ${line}`)),
    section('Exit code:', rows(Object.entries(exitCodes).map(([label, text]) => ({ label, text })))),
    section(
      'Examples:',
      verb.examples.map((example) => `  ${example}`),
    ),
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** `Usage: gitops VERB ...`, on several lines where it is long. */
export function usage(verb: Verb): string[] {
  const start = `Usage: gitops ${verb.name}`
  const parts = usageParts(verb).map((part) => part.replaceAll(' ', '\u00a0'))
  const indent = ' '.repeat(start.length + 1)
  return wrap(parts.join(' '), helpWidth - indent.length).map((line, index) =>
    `${index === 0 ? `${start} ` : indent}${line.replaceAll('\u00a0', ' ')}`.trimEnd(),
  )
}

function rows(list: readonly { label: string; text: string }[]): string[] {
  return columns(
    list.map(({ label, text }) => ({ label, text: plain(text) })),
    helpWidth,
  )
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines]
}

function plain(text: string): string {
  return text.replaceAll('`', '')
}
