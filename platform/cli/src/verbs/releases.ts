import { baseOption, environmentOption, jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const releases = {
  name: 'releases',
  summary: 'list the apps whose image a commit changes, by environment',
  description: [
    'Lists the apps whose image HEAD changes in an environment: by a bump, a merged promotion or a rollback.',
  ],
  options: {
    base: {
      ...baseOption,
      description: 'the commit to compare with',
      required: true,
      formerly: ['since'],
    },
    env: {
      ...environmentOption,
      multiple: true,
      description: 'only this environment',
      fallback: 'every environment',
    },
    json: jsonOption,
  },
  json: '`[{environment, apps: [{app, from, to}]}]`',
  examples: ['./gitops releases --base HEAD^', './gitops releases --base "$BEFORE" --env prod --json'],
} as const satisfies Verb
