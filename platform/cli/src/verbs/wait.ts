import {
  argoCdVariables,
  branchOptions,
  jsonOption,
  opsOption,
  opsVariables,
} from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const wait = {
  name: 'wait',
  summary: 'wait until Argo CD reports a commit live and healthy',
  description: [
    'Waits until Argo CD reports that each app runs this commit or a later one, synced and healthy. With --env, waits for exactly the image that HEAD gives each app in an environment, even if it is an older one. Argo CD compares with git at once instead of at its next poll.',
  ],
  options: {
    commit: { type: 'string', value: 'REV', description: 'the commit whose images were released' },
    env: {
      type: 'string',
      value: 'ENV',
      description: "the environment whose images, as HEAD's release files name them, are waited for",
      complete: 'environments',
    },
    app: {
      type: 'string',
      value: 'APP',
      multiple: true,
      required: true,
      description: 'an app of the release',
      complete: 'apps',
    },
    minutes: { type: 'string', value: 'N', default: '15', description: 'how long to wait at most' },
    watch: {
      type: 'string',
      value: 'N',
      description: 'keep watching what is live for N more minutes; what turns Degraded then has failed too',
    },
    rollback: {
      type: 'string',
      value: 'ENV',
      complete: 'environments',
      description:
        'restore the last good release in ENV for an app that stays Degraded, as `gitops rollback` does, with the words of Argo CD as evidence; not when time is up, nor when ENV already runs something newer. The exit code is still 1',
    },
    branch: { ...branchOptions.branch, needs: 'rollback' },
    remote: { ...branchOptions.remote, needs: 'rollback' },
    ops: { ...opsOption, needs: 'rollback' },
    json: jsonOption,
  },
  alternatives: [{ options: ['commit', 'env'], required: true }],
  json: '`{commit, live, apps: [{app, state, detail, reason, tags}], rollbacks: [{app, tag, to, revision, problem}]}`; state is live, degraded or waiting',
  variables: { ...argoCdVariables, ...opsVariables },
  exitCodes: { 0: 'every app is live', 1: 'an app stays Degraded, or time is up' },
  examples: [
    './gitops wait --commit HEAD --app api --app webapp',
    './gitops wait --commit "$GITHUB_SHA" --app api --watch 5 --rollback dev',
    './gitops wait --env prod --app api --app webapp',
  ],
} as const satisfies Verb
