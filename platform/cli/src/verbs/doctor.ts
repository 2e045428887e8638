import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const doctor = {
  name: 'doctor',
  summary: 'show what is installed, what is missing and how to get it',
  description: [
    'Shows which of the things that the platform needs this machine has, and how to get the rest. Changes nothing.',
  ],
  options: { json: jsonOption },
  json: '`[{name, state, detail, fix}]`; state is ok, missing or optional',
  exitCodes: {
    0: 'everything that `gitops up` needs is there',
    1: 'something is missing without which `gitops up` cannot work',
  },
  examples: ['./gitops doctor', './gitops doctor --json | jq -r \'.[] | select(.state == "missing").fix\''],
} as const satisfies Verb
