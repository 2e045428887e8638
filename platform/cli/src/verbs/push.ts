import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const push = {
  name: 'push',
  summary: 'push HEAD and follow it until it is live or has failed',
  description: [
    'Pushes HEAD, as it is, to the branch that is delivered here and follows it until its version has answered a request or has failed. No commit is rebased or rewritten.',
    'Where HEAD is not on top of what is delivered (amended, rebased, reset, another branch), the branch is moved to it and what left it is listed, unless another clone has pushed commits that this checkout has never had: then nothing is changed.',
  ],
  options: { json: jsonOption },
  json: '`{commit, subject, apps, state, reason, pushedAt, phases: [{name, startMs, ms}], totalMs, movedFrom, left: [{commit, subject}]}`; state is live, failed, superseded or nothing. Where there is nothing to push: `{state: "nothing", uncommitted, theirs: [{commit, subject}]}`',
  exitCodes: { 0: 'the commit is live, or changes nothing that runs', 1: 'it failed' },
  examples: [
    'git commit --all --message "Greet in French" && ./gitops push',
    './gitops push --json | jq .totalMs',
  ],
} as const satisfies Verb
