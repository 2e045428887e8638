import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const watch = {
  name: 'watch',
  summary: 'follow a delivery that was pushed before',
  description: [
    'Follows the newest delivery of a commit on this machine until it is live or has failed, and shows that of one that has ended. Ctrl-C ends only the looking.',
  ],
  arguments: [
    { name: 'COMMIT', description: 'a commit that was pushed [default: the head of the delivered branch]' },
  ],
  options: { json: jsonOption },
  json: 'the object that `gitops push --json` prints',
  exitCodes: { 0: 'the commit is live, or changes nothing that runs', 1: 'it failed' },
  examples: ['./gitops watch', './gitops watch HEAD', './gitops watch 4f2c9d1 --json'],
} as const satisfies Verb
