import { stripVTControlCharacters } from 'node:util'
import type { Finding } from './finding.ts'

const shownLines = 12

/** What a person reads of a program that has not said what is wrong in a form known here: no colours, no stack. */
export function toolWords(...texts: string[]): string {
  const lines = stripVTControlCharacters(texts.join('\n'))
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !/^ {4,}at |^Node\.js v\d/.test(line))
  const left = lines.length - shownLines
  return [...lines.slice(0, shownLines), ...(left > 0 ? [`... and ${left} more lines`] : [])].join('\n')
}

/** The same as a finding without a place. */
export function unknownFinding(...texts: string[]): Finding {
  const [message = '', ...detail] = toolWords(...texts).split('\n')
  return { message: message === '' ? 'The program failed without a word.' : message, detail }
}
