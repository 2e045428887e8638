import { baseOption, environmentOption, jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const plan = {
  name: 'plan',
  summary: 'show what a commit changes in every environment, rendered',
  description: [
    'Shows what going from one commit to another changes in each environment: everything that our charts render, the Applications, and the values of third-party charts. Needs helm, which it installs if missing, but neither a cluster nor a network. Of an Application whose chart is in another git repository only the values are compared.',
  ],
  options: {
    base: { ...baseOption, description: 'the commit to start from', default: 'HEAD~1' },
    head: { type: 'string', value: 'REV', default: 'HEAD', description: 'the commit to go to' },
    env: {
      ...environmentOption,
      multiple: true,
      description: 'only this environment',
      fallback: 'every environment',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      default: 'text',
      choices: ['text', 'markdown', 'json'],
      description: 'text for a terminal, markdown for a pull request, or json',
    },
    json: { ...jsonOption, description: 'the same as --format json' },
  },
  alternatives: [{ options: ['format', 'json'] }],
  json: '`{base, head, changes: [{environment, application, kind, namespace, name, change, diff}], failures: [{environment, application, reason}], elsewhere: [{environment, application, repository}]}`',
  exitCodes: { 0: 'everything was rendered', 1: 'something cannot be rendered' },
  examples: [
    './gitops plan',
    './gitops plan --base origin/master --env prod',
    './gitops plan --base "$(git merge-base origin/master HEAD)" --format markdown',
  ],
} as const satisfies Verb
