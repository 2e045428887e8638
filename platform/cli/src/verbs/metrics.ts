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
    'Shows the five delivery metrics of DORA (https://dora.dev/guides/dora-metrics) for an environment, from git and from the history of sync.',
    'A deployment is a commit that sets tags: a release, a promotion or, as the end of a failure, a rollback. It counts from when sync applied it for each of its apps or, where sync is not asked or does not remember, from when it was committed. One that is not applied or not healthy yet is pending and not counted.',
    'Deployment frequency: releases and promotions, good and bad ones, and how many a day. Change lead time: from the commit of a change until the deployment that contains it, the median. Change fail rate: the share of them that needed an intervention: a rollback names their commit in its trailer Gitops-Rollback, or they are Degraded now. Failed deployment recovery: from when one of these counts, or from its commit where its rollback was faster than sync, until the last rollback of it is live, the median. Deployment rework rate: the share of them that nobody had planned, which is the next one of an app after a rollback.',
    'A failure that a newer release has fixed leaves no trace in git, and is not counted.',
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
