import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const demo = {
  name: 'demo',
  summary: 'deliver scripted commits and show how long each step took',
  description: [
    'Changes the first heading of an app in a separate clone, commits, pushes, and follows the commit until its version has answered a request; then restores the heading. The platform must be running.',
  ],
  options: {
    runs: { type: 'string', value: 'N', default: '1', description: 'how many commits to deliver' },
    json: jsonOption,
  },
  json: '`{runs: [{commit, state, reason, phases: [{name, startMs, ms}], totalMs}], p50Ms, p95Ms}`',
  exitCodes: { 0: 'every commit went live', 1: 'one did not' },
  examples: ['./gitops demo', './gitops demo --runs 10 --json | jq .p50Ms'],
} as const satisfies Verb
