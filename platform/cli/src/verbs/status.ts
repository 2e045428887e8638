import { gitIn } from '@gitops-example/kit/git/git'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { readSettings } from '@gitops-example/local/state/settings'
import { locateCommit } from '@gitops-example/release/locate/locate-commit'
import { argoCdSource, platformHere } from '../context/sync-source.ts'
import type { Io } from '../io.ts'
import { branchFlags, branchHelp, branchOptions } from '../options/branch-options.ts'
import { applicationLines } from '../output/application-lines.ts'
import { commitLines, type ShownPlace, withApplications, withRuns } from '../output/commit-lines.ts'
import { pageLines } from '../output/page-lines.ts'
import { partLine } from '../output/part-lines.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  commit: { type: 'string' },
  env: { type: 'string' },
  json: { type: 'boolean' },
  ...branchFlags,
} as const
const shownRuns = 5

export const status: Verb = {
  usage: '[--commit REV [--env ENV] [--remote R] [--branch B]] [--json]',
  help: `
Shows the parts that run, the addresses, each Application with sync, health, revision and image, and the
last deliveries. Exit code 1 when nothing runs or an Application is not healthy.

  --commit REV  instead: where this commit is, in every environment and app: waiting, building, released, syncing,
                live, degraded, or rolled back; exit code 0. Git alone tells what is released; the rest is asked of
                the platform that runs here, or, for --env, of the Argo CD at ARGOCD_SERVER with ARGOCD_AUTH_TOKEN
  --env ENV     with --commit: only this environment
  --json        everything as one JSON object
${branchHelp}

Examples:
  gitops status
  gitops status --commit HEAD
  gitops status --commit HEAD --env dev --json | jq -r '.places[] | .app + " " + (.live // .state)'
  gitops status --json | jq -r '.pages[].url'
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    if (values.commit !== undefined) return await whereIs(values.commit, values, io)
    if ((values.env ?? values.remote ?? values.branch) !== undefined) {
      throw new UsageError('--env, --remote and --branch go with --commit.')
    }
    const state = await runningPlatform(io.root).status()
    const healthy = state.applications.every(({ sync, health }) => sync === 'Synced' && health === 'Healthy')
    if (values.json) {
      io.out(JSON.stringify(state, undefined, 2))
      return healthy ? 0 : 1
    }
    io.out(`${state.branch} at ${state.head.slice(0, 7)}, environment ${state.environment}, pid ${state.pid}`)
    for (const part of state.parts) io.out(partLine(part, io.paint))
    for (const line of applicationLines(state.applications, io.paint)) io.out(line)
    for (const line of pageLines(state.pages, io.paint)) io.out(line)
    for (const run of state.runs.slice(-shownRuns)) io.out(runLine(run, io))
    return healthy ? 0 : 1
  },
}

async function whereIs(
  name: string,
  flags: { env?: string; remote?: string; branch?: string; json?: boolean },
  io: Io,
): Promise<number> {
  const settings = readSettings(io.env)
  const environment = flags.env ?? settings.environment
  using repository = await openRepository(io.root)
  // The git host of this machine knows more than origin, where there is one.
  const own = (await gitIn(io.root).try(['remote', 'get-url', settings.remote])).exitCode === 0
  const remote = flags.remote ?? (own ? settings.remote : 'origin')
  const { branch } = branchOptions(repository, io, { ...flags, remote }, environment)
  const head = await branch.head()
  const commit = await repository.commit(name)
  const all = await locateCommit(repository.objects, head, commit)
  const found = all.filter((place) => flags.env === undefined || place.environment === flags.env)
  if (flags.env !== undefined && found.length === 0) {
    throw new UsageError(`There is no app of this commit in an environment "${flags.env}".`)
  }
  const places = await withWhatRuns(io, found, { environment, isNamed: flags.env !== undefined, commit })
  if (flags.json) io.out(JSON.stringify({ commit, branch: branch.name, head, places }, undefined, 2))
  else for (const line of commitLines(places, io.clock.now(), io.paint)) io.out(line)
  return 0
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

function runLine({ commit, subject, state, totalMs }: DeliveryRun, { paint }: Io): string {
  const mark = state === 'live' ? paint('green', 'live') : state === 'failed' ? paint('red', 'failed') : state
  const time = totalMs === undefined ? '' : ` after ${totalMs} ms`
  return `  ${commit.slice(0, 7)} ${mark}${time}  ${paint('dim', subject)}`
}
