import type { OptionSpec } from '../verb.ts'

/** Options that several verbs have, so that one thing has one name and one explanation. */

export const jsonOption = {
  type: 'boolean',
  description: 'print the result as JSON, alone on standard output',
} as const satisfies OptionSpec

export const environmentOption = {
  type: 'string',
  value: 'ENV',
  description: 'a folder of ops/environments',
  fallback: 'GITOPS_ENVIRONMENT, else local',
  complete: 'environments',
} as const satisfies OptionSpec

/** Apps that differ from a commit, also by what they share. */
export const baseOption = {
  type: 'string',
  value: 'REV',
  description:
    'only apps that differ from this commit, in their own files, in those of a library or in shared ones such as the lockfile',
} as const satisfies OptionSpec

/** Where deployments are read from, for every verb that reads or commits there. */
export const branchOptions = {
  branch: {
    type: 'string',
    value: 'BRANCH',
    description: 'the branch that deployments are read from',
    fallback: 'GITOPS_BRANCH, else what HEAD of the remote names, else master',
  },
  remote: {
    type: 'string',
    value: 'REMOTE',
    description: 'where that branch is: a remote of this clone, an address or a path',
    fallback: 'local for the environment of this machine, else origin',
  },
} as const satisfies Record<string, OptionSpec>

/** Where `ops/` is, for the repository of the apps alone. */
export const opsOption = {
  type: 'string',
  value: 'REPOSITORY',
  description: 'where ops/ is, if not in this repository: an address, a path or a remote of this clone',
} as const satisfies OptionSpec

export const opsToken = 'GITOPS_OPS_TOKEN'

/** How git gets into the repository that `--ops` names. */
export const opsVariables = {
  [opsToken]: 'a token of GitHub for the https address that --ops names',
} as const

/** How the Argo CD of a cluster is reached. */
export const argoCdVariables = {
  ARGOCD_SERVER: 'the host name of Argo CD',
  ARGOCD_AUTH_TOKEN: 'a token that may read its Applications',
} as const
