import { branchOptions, jsonOption, opsOption, opsVariables } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const bump = {
  name: 'bump',
  summary: 'record a release in an environment, never backwards',
  description: [
    'Records a release in the release files of an environment (05_applications/releases): one commit on top of the branch, pushed. If somebody else pushes first, the commit is made again on top of theirs. A tag is never replaced by that of an ancestor, so an older, slower build cannot undo a newer one. If there is nothing to change, nothing is committed.',
    'Tags that values files still hold, as they did in earlier versions, are moved to release files once, by a commit that says so.',
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
    ops: opsOption,
    json: jsonOption,
  },
  json: '`{revision, changed: [{app, from, to}], kept: [{app, tag, why}]}`',
  variables: opsVariables,
  examples: [
    './gitops bump --env dev --tag "$GITHUB_SHA"',
    './gitops bump --env dev --tag HEAD --app webapp --check-image',
  ],
} as const satisfies Verb
