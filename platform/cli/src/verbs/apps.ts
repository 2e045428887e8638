import { baseOption, jsonOption, opsOption, opsVariables } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const apps = {
  name: 'apps',
  summary: 'list the apps of this repository, or those that need a new image',
  description: ['Lists the apps of HEAD: every folder dev/NAME with a chart.'],
  options: {
    env: {
      type: 'string',
      value: 'ENV',
      description:
        "only apps whose image differs from the one that ENV's release files name, with its repository",
      complete: 'environments',
    },
    base: {
      ...baseOption,
      description: 'only apps whose image differs from the one that this commit would give',
      formerly: ['since'],
    },
    ops: { ...opsOption, needs: 'env' },
    json: jsonOption,
  },
  alternatives: [{ options: ['env', 'base'] }],
  json: '`[{name, dir, repository}]`; repository only with --env',
  variables: opsVariables,
  examples: [
    './gitops apps',
    './gitops apps --base origin/master',
    "./gitops apps --env dev --json | jq -r '.[].repository'",
  ],
} as const satisfies Verb
