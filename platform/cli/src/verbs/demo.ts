import { percentile, demo as runDemo } from '@gitops-example/local/push/demo'
import { readSettings } from '@gitops-example/local/state/settings'
import { runPrinter } from '../output/run-lines.ts'
import { parseVerbArgs, positiveInteger, type Verb } from '../verb.ts'

const options = { runs: { type: 'string', default: '1' }, json: { type: 'boolean' } } as const

export const demo: Verb = {
  usage: '[--runs N] [--json]',
  help: `
Changes the first heading of an app in a clone of its own, commits, pushes, and follows the commit until
its version has answered a request; N times, then puts the heading back. The platform must run.

  --runs N   how many commits (1)
  --json     {runs: [{commit, phases: [{name, ms}], totalMs}], p50Ms, p95Ms}

Examples:
  gitops demo
  gitops demo --runs 10 --json | jq .p50Ms
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const runs = await runDemo({
      root: io.root,
      settings: readSettings(io.env),
      runs: positiveInteger('runs', values.runs),
      onUpdate: values.json ? () => {} : runPrinter(io),
      signal: io.signal,
    })
    const totals = runs.flatMap(({ totalMs }) => (totalMs === undefined ? [] : [totalMs]))
    const p50Ms = percentile(totals, 0.5)
    const p95Ms = percentile(totals, 0.95)
    if (values.json) {
      const shown = runs.map(({ commit, state, reason, phases, totalMs }) => ({
        commit,
        state,
        ...(reason === undefined ? {} : { reason }),
        phases: phases.map(({ name, startMs, ms }) => ({ name, startMs, ms })),
        totalMs,
      }))
      io.out(JSON.stringify({ runs: shown, p50Ms, p95Ms }, undefined, 2))
    } else if (runs.length > 1) {
      io.out(`${totals.length} of ${runs.length} live: p50 ${p50Ms} ms, p95 ${p95Ms} ms.`)
    }
    return totals.length === runs.length ? 0 : 1
  },
}
