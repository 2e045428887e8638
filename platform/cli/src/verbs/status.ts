import { openRepository } from '@gitops-example/delivery/git/local-repository'
import { whereIsCommit } from '@gitops-example/delivery/where/where-is-commit'
import { GitopsError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { runningPlatform } from '@gitops-example/local/running-platform'
import { readSettings } from '@gitops-example/local/settings'
import type { ApplicationStatus } from '@gitops-example/local/status'
import { applicationLines } from '../application-lines.ts'
import { branchFlags, branchHelp, branchOptions } from '../branch-options.ts'
import { commitLines, withApplications } from '../commit-lines.ts'
import type { Io } from '../io.ts'
import { pageLines } from '../page-lines.ts'
import { partLine } from '../part-lines.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { commit: { type: 'string' }, json: { type: 'boolean' }, ...branchFlags } as const
const shownRuns = 5

export const status: Verb = {
  usage: '[--commit REV [--remote R] [--branch B]] [--json]',
  help: `
Shows the parts that run, the addresses, each Application with sync, health, revision and image, and the
last deliveries. Exit code 1 when nothing runs or an Application is not healthy.

  --commit REV  instead: where this commit is, in every environment and app: waiting, released, live, or rolled
                back; exit code 0. Works from git alone where nothing runs here
  --json        everything as one JSON object
${branchHelp}

Examples:
  gitops status
  gitops status --commit HEAD
  gitops status --json | jq -r '.pages[].url'
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    if (values.commit !== undefined) return await whereIs(values.commit, values, io)
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
  flags: { remote?: string | undefined; branch?: string | undefined; json?: boolean | undefined },
  io: Io,
): Promise<number> {
  const { environment, remote } = readSettings(io.env)
  using repository = await openRepository(io.root)
  // The git host of this machine knows more than origin, where there is one.
  const own = (await gitIn(io.root).try(['remote', 'get-url', remote])).exitCode === 0
  const { branch } = branchOptions(
    repository,
    io,
    { ...flags, remote: flags.remote ?? (own ? remote : 'origin') },
    environment,
  )
  const head = await branch.head()
  const commit = await repository.commit(name)
  const found = await whereIsCommit(repository.objects, head, commit)
  const places = withApplications(found, environment, await applicationsHere(io))
  if (flags.json) io.out(JSON.stringify({ commit, branch: branch.name, head, places }, undefined, 2))
  else for (const line of commitLines(places, io.clock.now(), io.paint)) io.out(line)
  return 0
}

/** The Applications of the platform that runs here; none when none runs. */
async function applicationsHere(io: Io): Promise<ApplicationStatus[]> {
  try {
    return (await runningPlatform(io.root).status()).applications
  } catch (error) {
    if (error instanceof GitopsError && error.code === 'not-running') return []
    throw error
  }
}

function runLine({ commit, subject, state, totalMs }: DeliveryRun, { paint }: Io): string {
  const mark = state === 'live' ? paint('green', 'live') : state === 'failed' ? paint('red', 'failed') : state
  const time = totalMs === undefined ? '' : ` after ${totalMs} ms`
  return `  ${commit.slice(0, 7)} ${mark}${time}  ${paint('dim', subject)}`
}
