import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import type { LocalRepository } from '@gitops-example/kit/git/local-repository'
import { deliveredBranch } from '@gitops-example/local/state/delivered-branch'
import { readSettings } from '@gitops-example/local/state/settings'
import { type BranchOptions, type Heads, headsOf } from '@gitops-example/release/branch/change-branch'
import { defaultBranchOf } from '@gitops-example/release/branch/default-branch'
import { type RemoteBranch, remoteBranch } from '@gitops-example/release/branch/remote-branch'
import { tokenEnv } from '@gitops-example/release/branch/token-env'
import { releasesBranch } from '@gitops-example/release/releases/releases-branch'
import type { Io } from '../io.ts'
import { opsToken } from './option-specs.ts'

/** What git and ssh of the user need beside the usual, to reach a remote. */
const gitVariables = ['SSH_AUTH_SOCK', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_ASKPASS', 'GIT_CONFIG_GLOBAL']

export interface BranchFlags {
  remote?: string | undefined
  branch?: string | undefined
  /** The repository of `ops/`, where it is another one. */
  ops?: string | undefined
}

/** The branches of an environment as the flags name them, and their heads; `environment` decides where they do not. */
export async function openBranches(
  repository: LocalRepository,
  io: Io,
  flags: BranchFlags,
  environment: string,
): Promise<{ options: BranchOptions; heads: Heads }> {
  const { objects } = repository
  const settings = readSettings(io.env)
  const remote = flags.remote ?? (environment === settings.environment ? settings.remote : 'origin')
  const name = await branchName(repository, io, flags, remote)
  const code = branchAt(repository, io, { remote, branch: name })
  const common = { objects, clock: systemClock, random: Math.random, signal: io.signal }
  if (flags.ops !== undefined) {
    const ops = opsBranchAt(repository, io, flags.ops, name)
    const options = { ...common, branch: ops, code }
    return { options, heads: await headsOf(options) }
  }
  const head = await code.head()
  const own = await releasesBranch(objects, head, environment)
  if (own === undefined)
    return { options: { ...common, branch: code }, heads: { code: head, releases: head } }
  // By this variable the hook of the git host distinguishes verbs from people, who do not write there.
  const branch = branchAt(repository, io, { remote, branch: own, env: { GITOPS_DELIVERY: 'bump' } })
  return { options: { ...common, branch, code }, heads: { code: head, releases: await branch.head() } }
}

/** The branch of the repository that has `ops/`, which is fetched beside that of the code. */
export function opsBranchAt(
  repository: LocalRepository,
  io: Io,
  remote: string,
  branch: string,
): RemoteBranch {
  const token = io.env[opsToken]
  const env = token ? tokenEnv(remote, token) : {}
  return branchAt(repository, io, { remote, branch, local: `refs/gitops/ops/${branch}`, env })
}

/** One branch of a remote of this clone, an address or a path. */
export function branchAt(
  { gitDir }: LocalRepository,
  io: Io,
  where: { remote: string; branch: string; local?: string; env?: Record<string, string> },
): RemoteBranch {
  const env = { GITOPS_FOLLOW: 'off', ...where.env, ...userEnv(io) }
  return remoteBranch({ gitDir, ...where, remote: remoteAt(where.remote), env })
}

/** The branch that the flags name, else GITOPS_BRANCH, else what HEAD of the remote names, else master. */
export async function branchName(
  { gitDir }: LocalRepository,
  io: Io,
  flags: BranchFlags,
  remote: string,
): Promise<string> {
  const { branch, remote: machine } = readSettings(io.env)
  if (flags.branch !== undefined) return flags.branch
  if (io.env.GITOPS_BRANCH) return branch
  if (remote === machine) return await deliveredBranch(io.root)
  return (await defaultBranchOf({ gitDir, remote: remoteAt(remote), env: userEnv(io) })) ?? branch
}

/** A path is relative to where the user is, and git runs elsewhere. */
function remoteAt(remote: string): string {
  const path = resolve(remote)
  return !['local', 'origin'].includes(remote) && existsSync(path) ? path : remote
}

function userEnv(io: Io): Record<string, string> {
  const env: Record<string, string> = {}
  for (const name of gitVariables) {
    const value = io.env[name]
    if (value !== undefined) env[name] = value
  }
  return env
}
