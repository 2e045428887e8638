import type { Verb } from '../verb.ts'

export const down = {
  name: 'down',
  summary: 'stop what runs here and keep its data',
  description: [
    'Stops the platform of this checkout and waits until every process has ended. Database rows, commits and images are kept; `gitops up` continues with them.',
  ],
  exitCodes: { 0: 'nothing is running any more' },
  examples: ['./gitops down'],
} as const satisfies Verb
