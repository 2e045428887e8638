import type { DeliveryRun } from './delivery-run.ts'

const width = 40

/** The phases of a run as bars on one time axis, a line each: name, bar, milliseconds. */
export function waterfallLines(run: DeliveryRun): string[] {
  const start = Math.min(...run.phases.map((phase) => phase.startMs))
  const end = Math.max(...run.phases.map((phase) => phase.startMs + phase.ms))
  const perCell = Math.max(end - start, 1) / width
  return run.phases.map((phase) => {
    const from = Math.min(width - 1, Math.floor((phase.startMs - start) / perCell))
    const cells = Math.max(1, Math.min(width - from, Math.round(phase.ms / perCell)))
    const bar = `${' '.repeat(from)}${'━'.repeat(cells)}`.padEnd(width)
    return `  ${phase.name.padEnd(14)} ${bar} ${String(phase.ms).padStart(6)} ms`
  })
}
