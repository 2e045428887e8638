import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { isAncestor } from '@gitops-example/kit/git/ancestry'
import { type LocalRepository, openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { argoCdAt } from '@gitops-example/release/argo-cd/argo-cd'
import {
  type AppRollout,
  releaseFailure,
  type WaitOptions,
  waitUntilLive,
} from '@gitops-example/release/argo-cd/wait-until-live'
import type { BranchOptions } from '@gitops-example/release/branch/change-branch'
import { releasedTag } from '@gitops-example/release/locate/releases-between'
import { undoRelease } from '@gitops-example/release/rollback/undo-release'
import { branchFlags, branchHelp, branchOptions } from '../options/branch-options.ts'
import { parseVerbArgs, positiveInteger, UsageError, type Verb } from '../verb.ts'

const options = {
  commit: { type: 'string' },
  env: { type: 'string' },
  app: { type: 'string', multiple: true },
  minutes: { type: 'string', default: '15' },
  watch: { type: 'string' },
  rollback: { type: 'string' },
  ...branchFlags,
} as const

export const wait: Verb = {
  usage:
    '(--commit REV | --env ENV) --app APP... [--minutes N] [--watch N] [--rollback ENV [--remote R] [--branch B]]',
  help: `
Waits until Argo CD reports that each app runs this commit, or a later one, synced and healthy; or, with --env, the
very image that HEAD gives the app in an environment, also where that is an older one. Exit code 1 when an app
stays Degraded with it, or time is up. Argo CD is the one at ARGOCD_SERVER, asked with ARGOCD_AUTH_TOKEN; it compares
with git at once instead of at its next poll.

  --commit REV    the commit whose images were released
  --env ENV       the environment whose images are waited for, as HEAD's values files name them
  --app APP       an app of the release; may be given several times
  --minutes N     how long to wait at most; 15 without it
  --watch N       look after what is live for so many minutes more: what turns Degraded then has failed, too
  --rollback ENV  give an app that stays Degraded its last good release in ENV again, as gitops rollback does, with
                  Argo CD's words as evidence. Not when time is up, nor when ENV runs something newer by now. The
                  exit code stays 1
${branchHelp}

Examples:
  ARGOCD_SERVER=argocd.example.com ARGOCD_AUTH_TOKEN=... gitops wait --commit HEAD --app api --app webapp
  gitops wait --commit "$GITHUB_SHA" --app api --watch 5 --rollback dev
  gitops wait --env prod --app api --app webapp
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const { app: apps = [], rollback: environment, ...flags } = values
    const { ARGOCD_SERVER: server, ARGOCD_AUTH_TOKEN: token } = io.env
    if ((flags.commit === undefined) === (flags.env === undefined) || apps.length === 0) {
      throw new UsageError('Give --commit or --env, and at least one --app.')
    }
    if (environment !== undefined && environment !== (flags.env ?? environment)) {
      throw new UsageError(`--rollback ${environment} and --env ${flags.env} are two environments.`)
    }
    if (environment === undefined && (flags.remote ?? flags.branch) !== undefined) {
      throw new UsageError('--remote and --branch say where --rollback commits to, which is not given.')
    }
    const timeoutMs = positiveInteger('minutes', flags.minutes) * 60_000
    const watchMs = flags.watch === undefined ? 0 : positiveInteger('watch', flags.watch) * 60_000
    if (!server || !token) throw new UsageError('Set ARGOCD_SERVER and ARGOCD_AUTH_TOKEN.')
    using repository = await openRepository(io.root)
    const { commit, wants } = await awaited(repository, flags, apps)
    const standings = await waitUntilLive({
      argoCd: argoCdAt(server, token),
      apps,
      carries: wants,
      timeoutMs,
      watchMs,
      clock: io.clock,
      signal: io.signal,
      progress: io.err,
    })
    const failure = releaseFailure(standings, timeoutMs)
    if (failure === undefined) {
      io.out(`${commit.slice(0, 7)} is live: ${apps.join(', ')}`)
      return 0
    }
    if (environment === undefined) throw failure
    io.err(failure.message)
    const branch = branchOptions(repository, io, flags, environment)
    for (const one of standings.filter(({ state }) => state === 'degraded')) {
      for (const line of await goBack({ ...branch, environment }, one)) io.out(line)
    }
    return 1
  },
}

interface Awaited {
  /** For people. */
  commit: string
  wants: WaitOptions['carries']
}

async function awaited(
  { objects, gitDir, commit }: LocalRepository,
  flags: { commit?: string | undefined; env?: string | undefined },
  apps: readonly string[],
): Promise<Awaited> {
  const revision = await commit(flags.commit ?? 'HEAD')
  const { env } = flags
  if (env === undefined) {
    return {
      commit: revision,
      wants: async (tag) =>
        tag === revision || (/^[0-9a-f]{40,64}$/.test(tag) && (await isAncestor(gitDir, revision, tag))),
    }
  }
  await assertEnvironment(objects, env, revision)
  const tags = new Map<string, string>()
  for (const app of apps) tags.set(app, await releasedTag(objects, revision, env, app))
  return { commit: revision, wants: async (tag, app) => tags.get(app) === tag }
}

type Target = BranchOptions & { environment: string }

/** What became of the tags that an app is degraded with; two where one release came upon another. */
async function goBack(target: Target, { app, reason, tags }: AppRollout): Promise<string[]> {
  const { environment } = target
  const lines: string[] = []
  for (const tag of new Set(tags)) {
    const bad = `${app} in ${environment}`
    try {
      const why = 'Argo CD reported it Degraded after its release.'
      const done = await undoRelease({ ...target, app, tag, reason: why, evidence: reason })
      lines.push(
        done === undefined
          ? `${bad}: ${tag.slice(0, 7)} is not what runs by now; nothing is undone.`
          : `${bad}: ${done.from.slice(0, 7)} -> ${done.to.slice(0, 7)}, commit ${done.revision.slice(0, 7)}.`,
      )
    } catch (error) {
      // Another app may still be given its good release.
      if (!(error instanceof GitopsError)) throw error
      lines.push(`${bad}: ${describeError(error)}`)
    }
  }
  return lines
}
