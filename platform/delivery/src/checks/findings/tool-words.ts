import { stripVTControlCharacters } from 'node:util'
import type { Finding } from './finding.ts'
import { shortened } from './finding-lines.ts'

const shownLines = 12
/** The place in a program's own code that Node.js prints above an error that nothing caught. */
const thrownAt = /^(?:file:\/\/\/|node:|\/)\S*:\d+\n.*\n\s*\^+\n/gm
/** Of a stack, of a picture of the source, of nothing. */
const noise = /^ {4,}at |^Node\.js v\d|^\s*>?\s*\d*\s*│|^\s*─+╯?$|^\s*$/
const rule = / *[━─]{4,}$/

/**
 * What a person reads of a program, run at `root`, that has not said what is wrong in a form known here: no colours, no
 * stack, and paths that are those of the repository.
 */
export function toolWords(root: string, ...texts: string[]): string {
  const lines = stripVTControlCharacters(texts.join('\n'))
    .replaceAll(`${root}/`, '')
    .replace(thrownAt, '')
    .split('\n')
    .filter((line) => !noise.test(line))
    .map((line) => shortened(line.replace(rule, '').trimEnd()))
  const left = lines.length - shownLines
  return [...lines.slice(0, shownLines), ...(left > 0 ? [`... and ${left} more lines`] : [])].join('\n')
}

/** The same as a finding without a place. */
export function unknownFinding(root: string, ...texts: string[]): Finding {
  const [message = '', ...detail] = toolWords(root, ...texts).split('\n')
  return { message: message === '' ? 'The program failed without a word.' : message, detail }
}
