import type { Verb } from '../verb.ts'

export const help = {
  name: 'help',
  summary: 'show this overview, or the options and examples of a verb',
  description: ['Shows every verb, or what one verb does, its options and examples.'],
  arguments: [{ name: 'VERB', description: 'a verb', complete: 'verbs' }],
  examples: ['./gitops help', './gitops help push'],
} as const satisfies Verb
