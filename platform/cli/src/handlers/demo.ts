import { percentile, demo as runDemo } from '@gitops-example/local/push/demo'
import { settingsOf } from '@gitops-example/local/state/delivered-branch'
import { positiveInteger } from '../arguments/parse-arguments.ts'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { runPrinter } from '../output/run-lines.ts'
import { demo as spec } from '../verbs/demo.ts'

export const demo = handler(spec, async ({ values }, io) => {
  const runs = await runDemo({
    root: io.root,
    settings: await settingsOf(io.root, io.env),
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
    printJson(io, { runs: shown, p50Ms, p95Ms })
  } else if (runs.length > 1) {
    io.out(`${totals.length} of ${runs.length} live: p50 ${p50Ms} ms, p95 ${p95Ms} ms.`)
  }
  return totals.length === runs.length ? 0 : 1
})
