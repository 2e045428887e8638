import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import type { LocalRepository } from '@gitops-example/kit/git/local-repository'
import { readSettings } from '@gitops-example/local/state/settings'
import type { BranchOptions } from '@gitops-example/release/branch/change-branch'
import { remoteBranch } from '@gitops-example/release/branch/remote-branch'
import type { Io } from '../io.ts'

/** What git and ssh of the user need beside the usual, to reach a remote. */
const gitVariables = ['SSH_AUTH_SOCK', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_ASKPASS', 'GIT_CONFIG_GLOBAL']

/** The branch as the flags name it; `environment` decides about the remote where they do not. */
export function branchOptions(
  { objects, gitDir }: LocalRepository,
  io: Io,
  flags: { remote?: string | undefined; branch?: string | undefined },
  environment: string,
): BranchOptions {
  const settings = readSettings(io.env)
  const named = flags.remote ?? (environment === settings.environment ? settings.remote : 'origin')
  // A path is relative to where the user is, and git runs elsewhere.
  const remote =
    flags.remote !== undefined && existsSync(resolve(flags.remote)) ? resolve(flags.remote) : named
  const env: Record<string, string> = { GITOPS_FOLLOW: 'off' }
  for (const name of gitVariables) {
    const value = io.env[name]
    if (value !== undefined) env[name] = value
  }
  return {
    objects,
    branch: remoteBranch({ gitDir, remote, branch: flags.branch ?? settings.branch, env }),
    clock: systemClock,
    random: Math.random,
    signal: io.signal,
  }
}
