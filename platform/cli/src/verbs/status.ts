import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { runningPlatform } from '@gitops-example/local/running-platform'
import { applicationLines } from '../application-lines.ts'
import type { Io } from '../io.ts'
import { pageLines } from '../page-lines.ts'
import { partLine } from '../part-lines.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { json: { type: 'boolean' } } as const
const shownRuns = 5

export const status: Verb = {
  usage: '[--json]',
  help: `
Shows the parts that run, the addresses, each Application with sync, health, revision and image, and the
last deliveries. Exit code 1 when nothing runs or an Application is not healthy.

  --json   everything as one JSON object

Examples:
  gitops status
  gitops status --json | jq -r '.pages[].url'
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
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

function runLine({ commit, subject, state, totalMs }: DeliveryRun, { paint }: Io): string {
  const mark = state === 'live' ? paint('green', 'live') : state === 'failed' ? paint('red', 'failed') : state
  const time = totalMs === undefined ? '' : ` after ${totalMs} ms`
  return `  ${commit.slice(0, 7)} ${mark}${time}  ${paint('dim', subject)}`
}
