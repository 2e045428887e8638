import {
  baseOption,
  branchOptions,
  environmentOption,
  jsonOption,
  opsOption,
  opsVariables,
} from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const releases = {
  name: 'releases',
  summary: 'list what was released, the newest first, or what a commit releases',
  description: [
    'Lists the releases and rollbacks of an environment, the newest first: when, of which commit, by which commit of the branch that has the releases.',
    'With --base it lists instead the apps whose image HEAD changes in an environment: by a bump, a merged promotion or a rollback.',
  ],
  options: {
    base: {
      ...baseOption,
      description: 'the commit to compare HEAD with',
      formerly: ['since'],
    },
    env: {
      ...environmentOption,
      multiple: true,
      description: 'only this environment',
      fallback: 'GITOPS_ENVIRONMENT, else local; with --base every environment',
    },
    app: {
      type: 'string',
      value: 'APP',
      multiple: true,
      description: 'only this app',
      fallback: 'every app',
      complete: 'apps',
    },
    limit: { type: 'string', value: 'NUMBER', description: 'how many at most', default: '20' },
    ...branchOptions,
    ops: opsOption,
    json: jsonOption,
  },
  alternatives: [
    { options: ['base', 'app'] },
    { options: ['base', 'remote'] },
    { options: ['base', 'branch'] },
    { options: ['base', 'ops'] },
  ],
  json: '`[{environment, app, kind, tag, subject, revision, at}]`; with --base `[{environment, apps: [{app, from, to}]}]`',
  variables: opsVariables,
  examples: [
    './gitops releases',
    './gitops releases --env prod --app webapp',
    './gitops releases --base HEAD^',
    './gitops releases --base "$BEFORE" --env prod --json',
  ],
} as const satisfies Verb
