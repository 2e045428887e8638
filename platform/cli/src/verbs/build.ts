import { baseOption, environmentOption, jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const build = {
  name: 'build',
  summary: 'build images of the apps as OCI image layouts, without a daemon',
  description: [
    "Builds the images of the apps of HEAD without a daemon: the bundle of dev/APP/build.ts as one layer of an OCI image layout in .gitops/images/REPOSITORY, tagged with the commit. The image has no base, because it runs on the platform's own Node. For a cluster build dev/APP/Dockerfile, as the workflows do; both hold the same files.",
  ],
  arguments: [
    { name: 'APP', description: 'an app; every app without one', repeatable: true, complete: 'apps' },
  ],
  options: {
    base: baseOption,
    env: {
      ...environmentOption,
      description: 'the environment whose values files name the repositories',
    },
    push: {
      type: 'boolean',
      description:
        'also copy each image to its registry, with the same digest; one that is already there is not sent again, and a tag that names another image there is left alone, with exit code 1. Needs skopeo',
    },
    json: jsonOption,
  },
  json: '`[{app, repository, tag, digest, layout, registry}]`; registry, with --push, is pushed or present',
  examples: [
    './gitops build',
    './gitops build webapp && ls .gitops/images/guestbook/webapp',
    './gitops build --env dev --push',
  ],
} as const satisfies Verb
