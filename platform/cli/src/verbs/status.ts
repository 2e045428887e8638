import {
  argoCdVariables,
  branchOptions,
  environmentOption,
  jsonOption,
  opsOption,
  opsVariables,
} from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const status = {
  name: 'status',
  summary: 'show parts, addresses, Applications and the last deliveries',
  description: [
    'Shows the parts that run, the addresses, each Application with sync, health, revision and image, and the last deliveries.',
    'With --commit it shows instead where a commit is, in every environment and app: waiting, building, released, syncing, live, degraded, failed or rolled back. What is released is read from git; the rest is asked of the platform that runs here or, for an environment named with --env, of its Argo CD.',
  ],
  options: {
    commit: { type: 'string', value: 'REV', description: 'show where this commit is' },
    env: {
      ...environmentOption,
      description: 'only this environment',
      fallback: 'every environment',
      needs: 'commit',
    },
    branch: { ...branchOptions.branch, needs: 'commit' },
    remote: { ...branchOptions.remote, needs: 'commit' },
    ops: { ...opsOption, needs: 'commit' },
    json: jsonOption,
  },
  json: 'the object that `gitops up --json` prints; with --commit `{commit, branch, head, places: [{environment, app, state, tag, releasedBy, releasedAt, live}]}`',
  variables: { ...argoCdVariables, ...opsVariables },
  exitCodes: {
    0: 'no part has failed, and every Application is synced and healthy; always with --commit',
    1: 'nothing runs or answers, a part has failed, or an Application is not healthy',
  },
  examples: [
    './gitops status',
    './gitops status --commit HEAD',
    "./gitops status --commit HEAD --env dev --json | jq '.places[].state'",
    "./gitops status --json | jq -r '.pages[].url'",
  ],
} as const satisfies Verb
