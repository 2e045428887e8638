import { argoCdAt } from '@gitops-example/delivery/argo-cd/argo-cd'
import {
  type AppStanding,
  releaseFailure,
  waitUntilLive,
} from '@gitops-example/delivery/argo-cd/wait-until-live'
import type { BranchOptions } from '@gitops-example/delivery/bump/change-branch'
import { isAncestor } from '@gitops-example/delivery/git/ancestry'
import { openRepository } from '@gitops-example/delivery/git/local-repository'
import { undoRelease } from '@gitops-example/delivery/rollback/undo-release'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { branchFlags, branchHelp, branchOptions } from '../branch-options.ts'
import { parseVerbArgs, positiveInteger, UsageError, type Verb } from '../verb.ts'

const options = {
  commit: { type: 'string' },
  app: { type: 'string', multiple: true },
  minutes: { type: 'string', default: '15' },
  watch: { type: 'string' },
  rollback: { type: 'string' },
  ...branchFlags,
} as const

export const wait: Verb = {
  usage: '--commit REV --app APP... [--minutes N] [--watch N] [--rollback ENV [--remote R] [--branch B]]',
  help: `
Waits until Argo CD reports that each app runs this commit, or a later one, synced and healthy. Exit code 1 when
an app stays Degraded with it, or time is up. Argo CD is the one at ARGOCD_SERVER, asked with ARGOCD_AUTH_TOKEN; it
compares with git at once instead of at its next poll.

  --commit REV    the commit whose images were released
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
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const { commit: name, app: apps = [], rollback: environment, ...flags } = values
    const { ARGOCD_SERVER: server, ARGOCD_AUTH_TOKEN: token } = io.env
    if (name === undefined || apps.length === 0) throw new UsageError('Give --commit and at least one --app.')
    if (environment === undefined && (flags.remote ?? flags.branch) !== undefined) {
      throw new UsageError('--remote and --branch say where --rollback commits to, which is not given.')
    }
    const timeoutMs = positiveInteger('minutes', flags.minutes) * 60_000
    const watchMs = flags.watch === undefined ? 0 : positiveInteger('watch', flags.watch) * 60_000
    if (!server || !token) throw new UsageError('Set ARGOCD_SERVER and ARGOCD_AUTH_TOKEN.')
    using repository = await openRepository(io.root)
    const { gitDir } = repository
    const commit = await repository.commit(name)
    const standings = await waitUntilLive({
      argoCd: argoCdAt(server, token),
      apps,
      carries: async (tag) =>
        tag === commit || (/^[0-9a-f]{40,64}$/.test(tag) && (await isAncestor(gitDir, commit, tag))),
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

type Target = BranchOptions & { environment: string }

/** What became of the tags that an app is degraded with; two where one release came upon another. */
async function goBack(target: Target, { app, reason, tags }: AppStanding): Promise<string[]> {
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
