import { jsonOption } from '../options/option-specs.ts'
import type { Verb } from '../verb.ts'

export const up = {
  name: 'up',
  summary: 'start every part on this machine, deploy, and stay (npm start)',
  description: [
    'Starts a git host, PostgreSQL, a Kubernetes API, sync and delivery on this machine, deploys the last pushed commit (the first time: HEAD), prints the addresses and stays in the foreground until Ctrl-C.',
    'Where it runs already, it prints the addresses, and which of the variables below have another value there, and ends.',
    'What you save below dev/ is checked and bundled at once, so that pushing it is quick. A port that is taken is replaced by a free one; the next start tries the ports of the last one first, so that addresses stay the same, until `gitops reset`.',
  ],
  options: {
    detach: {
      type: 'boolean',
      short: 'd',
      description: 'return when everything is deployed; `gitops down` stops it',
    },
    json: { ...jsonOption, description: 'print what runs as JSON when everything is deployed' },
  },
  json: '`{pid, startedAt, branch, environment, autoRollback, checkEdits, head, kubeconfig, parts: [{name, state, detail}], pages: [{name, url}], applications: [{name, namespace, sync, health, revision, images, message}], problem, runs}`',
  outlivesReader: true,
  variables: {
    GITOPS_BRANCH:
      'the branch that is delivered, also by later starts [default: what HEAD of origin names, else master, else the branch that is checked out]',
    GITOPS_ENVIRONMENT: 'the folder of ops/environments that runs here [default: local]',
    GITOPS_AUTO_ROLLBACK: 'off leaves a bad release to you [default: on in local, off elsewhere]',
    GITOPS_CHECK_EDITS: 'off checks nothing before it is pushed [default: on]',
  },
  exitCodes: { 0: 'it ran, and was stopped; or it runs already', 1: 'a part could not be started' },
  examples: ['./gitops up', './gitops up --detach && ./gitops status'],
} as const satisfies Verb
