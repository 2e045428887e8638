import {
  argoCdVariables,
  branchOptions,
  environmentOption,
  jsonOption,
  opsOption,
  opsVariables,
} from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const metrics = {
  name: 'metrics',
  summary: 'show the five DORA metrics of an environment',
  description: [
    'Shows the five delivery metrics of DORA for an environment, from git and from the history of sync. A deployment is a commit that sets tags. It counts from when sync applied it for each of its apps or, where sync is not asked or does not remember, from when it was committed. It failed if it was rolled back or is Degraded now. A deployment that is not applied or not healthy yet is pending and not counted.',
    'Sync is asked over the Kubernetes API of --kubeconfig or of the platform that runs here for ENV, else over Argo CD. Without any of them only git is read. The last line says what was used.',
  ],
  options: {
    env: environmentOption,
    since: {
      type: 'string',
      value: 'TIME',
      default: '30d',
      description: 'how far to look back, such as 12h, 30d or 8w',
    },
    kubeconfig: {
      type: 'string',
      value: 'FILE',
      description: 'a cluster with the Applications of ENV',
      complete: 'files',
    },
    ...branchOptions,
    ops: opsOption,
    json: jsonOption,
  },
  json: '`{environment, since, deployments, deploymentsPerDay, leadTimeMs, changeFailRate, recoveryTimeMs, reworkRate, evidence: {source, sync, git, pending}}`; null where there was nothing to measure. source is cluster, argo-cd or git; sync and git count the deployments whose time is known from there',
  variables: { ...argoCdVariables, ...opsVariables },
  examples: [
    './gitops metrics',
    './gitops metrics --env prod --since 12w --json | jq .leadTimeMs',
    'ARGOCD_SERVER=cd.example.com ARGOCD_AUTH_TOKEN=... ./gitops metrics --env dev',
  ],
} as const satisfies Verb
