import { gitIn } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { readSettings } from '@gitops-example/local/state/settings'
import { environmentsAt } from '@gitops-example/release/apps/environments'
import { locateCommit } from '@gitops-example/release/locate/locate-commit'
import { releasedApps, releasedAt } from '@gitops-example/release/releases/released-at'
import { releasesBranch } from '@gitops-example/release/releases/releases-branch'
import { namedCommit } from '../context/named-commit.ts'
import { argoCdSource, platformHere } from '../context/sync-source.ts'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { branchAt, branchName, opsBranchAt } from '../options/branch-options.ts'
import { applicationLines } from '../output/application-lines.ts'
import { commitLines, type ShownPlace, withApplications, withRuns } from '../output/commit-lines.ts'
import { deliveredLines } from '../output/delivered-lines.ts'
import { printJson } from '../output/json.ts'
import { pageLines } from '../output/page-lines.ts'
import { partLine } from '../output/part-lines.ts'
import { UsageError } from '../usage-error.ts'
import { status as spec } from '../verbs/status.ts'

const shownRuns = 5

export const status = handler(spec, async ({ values }, io) => {
  if (values.commit !== undefined) return await whereIs(values.commit, values, io)
  const state = await runningPlatform(io.root).status(io.signal)
  const healthy =
    state.problem === undefined &&
    state.parts.every((part) => part.state !== 'failed') &&
    state.applications.every(({ sync, health }) => sync === 'Synced' && health === 'Healthy')
  if (values.json) {
    printJson(io, state)
    return healthy ? 0 : 1
  }
  io.out(`${state.branch} at ${state.head.slice(0, 7)}, environment ${state.environment}, pid ${state.pid}`)
  for (const part of state.parts) io.out(partLine(part, io.paint))
  for (const line of applicationLines(state.applications, io.paint)) io.out(line)
  if (state.problem !== undefined) io.out(`  ${io.paint('red', '✗')} ${state.problem}`)
  for (const line of pageLines(state.pages, io.paint)) io.out(line)
  for (const run of state.runs.slice(-shownRuns))
    for (const line of deliveredLines(run, io.paint)) io.out(line)
  return healthy ? 0 : 1
})

async function whereIs(
  name: string,
  flags: { env?: string; remote?: string; branch?: string; ops?: string; json?: boolean },
  io: Io,
): Promise<number> {
  const settings = readSettings(io.env)
  const environment = flags.env ?? settings.environment
  using repository = await openRepository(io.root)
  // The git host of this machine knows more than origin, where there is one.
  const own = (await gitIn(io.root).try(['remote', 'get-url', settings.remote])).exitCode === 0
  const remote = flags.remote ?? (own ? settings.remote : 'origin')
  const { objects } = repository
  const branch = branchAt(repository, io, { remote, branch: await branchName(repository, io, flags, remote) })
  const head = await branch.head()
  const ops =
    flags.ops === undefined ? head : await opsBranchAt(repository, io, flags.ops, branch.name).head()
  const environments = new Set(
    (await Promise.all([head, ops].map((one) => environmentsAt(objects, one)))).flat(),
  )
  const commit = await namedCommit(repository, name, () => releasedTags(objects, ops))
  const all = await locateCommit(objects, head, commit, [...environments].sort(), async (one) => {
    if (ops !== head && (await environmentsAt(objects, ops)).includes(one)) return ops
    const releases = await releasesBranch(objects, head, one)
    if (releases === undefined) return head
    // One person's releases are on the git host of their machine only.
    return remote === settings.remote
      ? await branchAt(repository, io, { remote, branch: releases }).head()
      : undefined
  })
  const found = all.filter((place) => flags.env === undefined || place.environment === flags.env)
  if (flags.env !== undefined && found.length === 0) {
    throw new UsageError(`No app of this commit is in an environment "${flags.env}".`)
  }
  const places = await withWhatRuns(io, found, { environment, isNamed: flags.env !== undefined, commit })
  if (flags.json) printJson(io, { commit, branch: branch.name, head, places })
  else if (places.length === 0) io.out('No environment has an app of this commit.')
  else for (const line of commitLines(places, io.clock.now(), io.paint)) io.out(line)
  return 0
}

/** What every environment at a commit runs. */
async function releasedTags(objects: GitObjects, head: string): Promise<string[]> {
  const tags: string[] = []
  for (const environment of await environmentsAt(objects, head)) {
    for (const app of await releasedApps(objects, head, environment)) {
      tags.push((await releasedAt(objects, head, environment, app)).tag)
    }
  }
  return tags
}

/** Adds what the platform here knows of the environment, or else, where it was named, what its Argo CD knows. */
async function withWhatRuns(
  io: Io,
  places: readonly ShownPlace[],
  { environment, isNamed, commit }: { environment: string; isNamed: boolean; commit: string },
): Promise<ShownPlace[]> {
  const here = await platformHere(io, environment)
  if (here !== undefined) {
    const applications = new Map(here.applications.map((one) => [one.name, one]))
    return withRuns(withApplications(places, environment, applications), environment, commit, here.runs)
  }
  const apps = places.map(({ app }) => app)
  const source = isNamed ? await argoCdSource(io, apps) : undefined
  return source === undefined ? [...places] : withApplications(places, environment, source.applications)
}
