import { isAncestor } from '@gitops-example/kit/git/ancestry'
import { type LocalRepository, openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { argoCdAt } from '@gitops-example/release/argo-cd/argo-cd'
import {
  releaseFailure,
  type WaitOptions,
  waitUntilLive,
} from '@gitops-example/release/argo-cd/wait-until-live'
import { releasedTag } from '@gitops-example/release/locate/releases-between'
import { positiveInteger } from '../arguments/parse-arguments.ts'
import { type UndoneRelease, undoDegraded } from '../context/undo-degraded.ts'
import { handler } from '../handler.ts'
import { openBranches } from '../options/branch-options.ts'
import { printJson } from '../output/json.ts'
import { undoneLine } from '../output/undone-line.ts'
import { UsageError } from '../usage-error.ts'
import { wait as spec } from '../verbs/wait.ts'

export const wait = handler(spec, async ({ values }, io) => {
  const { app: apps, rollback: environment, ...flags } = values
  const { ARGOCD_SERVER: server, ARGOCD_AUTH_TOKEN: token } = io.env
  if (environment !== undefined && environment !== (flags.env ?? environment)) {
    throw new UsageError(`--rollback ${environment} and --env ${flags.env} name different environments.`)
  }
  const timeoutMs = positiveInteger('minutes', flags.minutes) * 60_000
  const watchMs = flags.watch === undefined ? 0 : positiveInteger('watch', flags.watch) * 60_000
  if (!server || !token) throw new UsageError('Set ARGOCD_SERVER and ARGOCD_AUTH_TOKEN to reach Argo CD.')
  using repository = await openRepository(io.root)
  const { commit, wants } = await awaited(repository, flags, apps)
  const rollouts = await waitUntilLive({
    argoCd: argoCdAt(server, token),
    apps,
    carries: wants,
    timeoutMs,
    watchMs,
    clock: io.clock,
    signal: io.signal,
    progress: io.err,
  })
  const failure = releaseFailure(rollouts, timeoutMs)
  const rollbacks: UndoneRelease[] = []
  if (failure !== undefined && environment !== undefined) {
    io.err(failure.message)
    const { options } = await openBranches(repository, io, flags, environment)
    const target = { ...options, environment }
    for (const one of rollouts.filter(({ state }) => state === 'degraded')) {
      for await (const undone of undoDegraded(target, one)) {
        if (!values.json) io.out(undoneLine(undone, environment))
        rollbacks.push(undone)
      }
    }
  }
  if (values.json) {
    const shown = rollouts.map(({ line, ...one }) => ({ ...one, detail: line }))
    printJson(io, { commit, live: failure === undefined, apps: shown, rollbacks })
  } else if (failure === undefined) io.out(`${commit.slice(0, 7)} is live: ${apps.join(', ')}`)
  if (failure !== undefined && environment === undefined) throw failure
  return failure === undefined ? 0 : 1
})

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
