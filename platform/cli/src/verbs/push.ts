import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const push = {
  name: 'push',
  summary: 'push HEAD and follow it until it is live or has failed',
  description: [
    'Pushes HEAD to the branch that is delivered here and follows it until its version has answered a request or has failed. Commits of the platform (tag bumps) are fetched first, and HEAD is rebased onto them.',
  ],
  options: { json: jsonOption },
  json: '`{commit, subject, apps, state, reason, pushedAt, phases: [{name, startMs, ms}], totalMs}`; state is live, failed, superseded or nothing',
  exitCodes: { 0: 'the commit is live, or changes nothing that runs', 1: 'it failed' },
  examples: [
    'git commit --all --message "Greet in French" && ./gitops push',
    './gitops push --json | jq .totalMs',
  ],
} as const satisfies Verb
