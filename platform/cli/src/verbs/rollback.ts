import {
  branchOptions,
  environmentOption,
  jsonOption,
  opsOption,
  opsVariables,
} from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const rollback = {
  name: 'rollback',
  summary: 'restore the last good release and quarantine the bad one',
  description: [
    'Restores the last good release of an app by a commit that names who, why and the evidence. The bad release is quarantined in ops/environments/ENV/quarantine.yaml: bump, promote and the delivery refuse it, and every commit with the same content of the app, until it is released from quarantine.',
    'Where the environment runs on this machine, it is followed until the older version serves.',
    'Refused when the bad release ran a migration with which the older version is incompatible.',
  ],
  arguments: [{ name: 'APP', description: 'the app to roll back', required: true, complete: 'apps' }],
  options: {
    env: environmentOption,
    to: {
      type: 'string',
      value: 'REV',
      description: 'the release to restore',
      fallback: 'the last good one',
    },
    reason: { type: 'string', value: 'TEXT', description: 'why, in one sentence' },
    evidence: {
      type: 'string',
      value: 'TEXT',
      description: 'what shows that the release is bad, such as a line of the log',
    },
    release: {
      type: 'string',
      value: 'REV',
      description: 'release REV from quarantine instead of rolling back',
    },
    'no-wait': { type: 'boolean', description: 'end with the commit, before the older version serves' },
    ...branchOptions,
    ops: opsOption,
    json: jsonOption,
  },
  json: '`{revision, app, from, to}`; with --release `{revision, app, released}`',
  variables: opsVariables,
  examples: [
    './gitops rollback webapp --reason "Pages are empty"',
    './gitops rollback api --env prod --to 4f2c9d1 --reason "p95 doubled"',
    './gitops rollback webapp --release 89ab012',
  ],
} as const satisfies Verb
