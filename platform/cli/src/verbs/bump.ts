import { branchOptions, jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const bump = {
  name: 'bump',
  summary: 'set the tags of a release in an environment, never backwards',
  description: [
    'Sets image.tag of a release in the values files of an environment: one commit on top of the branch, pushed. If somebody else pushes first, the commit is made again on top of theirs. A tag is never replaced by that of an ancestor, so an older, slower build cannot undo a newer one. If there is nothing to change, nothing is committed.',
  ],
  options: {
    env: {
      type: 'string',
      value: 'ENV',
      description: 'a folder of ops/environments',
      required: true,
      complete: 'environments',
    },
    tag: {
      type: 'string',
      value: 'COMMIT',
      description: 'the commit whose images are to run; it must be in the history of the branch',
      required: true,
    },
    app: {
      type: 'string',
      value: 'APP',
      multiple: true,
      description: 'an app of the release',
      fallback: 'every app whose content differs from what ENV runs',
      complete: 'apps',
    },
    'check-image': {
      type: 'boolean',
      description: 'fail unless the registry has each image; needs skopeo',
    },
    ...branchOptions,
    json: jsonOption,
  },
  json: '`{revision, changed: [{app, from, to}], kept: [{app, tag, why}]}`',
  examples: [
    './gitops bump --env dev --tag "$GITHUB_SHA"',
    './gitops bump --env dev --tag HEAD --app webapp --check-image',
  ],
} as const satisfies Verb
