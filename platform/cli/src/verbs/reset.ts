import type { Verb } from '../verb.ts'

export const reset = {
  name: 'reset',
  summary: 'stop and delete .gitops/',
  description: [
    'Stops the platform and deletes .gitops/: the git host with what was pushed to it, images, the database and logs. It says first which commits, releases and rows nobody else has, and does not ask. Your checkout is not touched. Installed programs are kept, because compiling them can take minutes.',
  ],
  options: { tools: { type: 'boolean', description: 'delete the installed programs too' } },
  examples: ['./gitops reset && ./gitops up'],
} as const satisfies Verb
