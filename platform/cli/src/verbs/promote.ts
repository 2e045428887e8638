import { branchOptions, jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const promote = {
  name: 'promote',
  summary: 'copy a release from one environment to another',
  description: [
    'Gives the environment TO the tags that FROM runs: the same images, never a rebuild. Shows the rendered difference first, then commits to the branch. An app whose release in TO is newer keeps it. Commits that were rolled back in either environment are refused. If there is nothing to change, nothing is committed.',
  ],
  arguments: [
    { name: 'FROM', description: 'the environment to copy from', required: true, complete: 'environments' },
    { name: 'TO', description: 'the environment to copy to', required: true, complete: 'environments' },
  ],
  options: {
    app: {
      type: 'string',
      value: 'APP',
      multiple: true,
      description: 'only this app',
      fallback: 'every app that both environments have',
      complete: 'apps',
    },
    'check-image': {
      type: 'boolean',
      description:
        "ask the registry for each image's digest and refuse one that is missing or, where the environments name different repositories, differs between them; needs skopeo",
    },
    'pull-request': {
      type: 'boolean',
      description: 'push a separate branch and open a pull request with the difference; needs gh',
    },
    'dry-run': { type: 'boolean', description: 'show the difference, change nothing' },
    ...branchOptions,
    json: jsonOption,
  },
  alternatives: [{ options: ['pull-request', 'dry-run'] }],
  json: '`{revision, changed: [{app, from, to, digest}], kept: [{app, tag, why}], pullRequest}`',
  examples: [
    './gitops promote dev prod --dry-run',
    './gitops promote dev prod --app webapp',
    './gitops promote dev prod --check-image --pull-request',
  ],
} as const satisfies Verb
