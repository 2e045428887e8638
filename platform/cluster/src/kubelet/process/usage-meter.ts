import type { Clock } from '@gitops-example/kit/clock'
import type { ContainerRef, ContainerUsage } from '../../client/kubelet.ts'
import type { ProcessRow } from './process-row.ts'
import { processesOf, readProcessTable } from './process-table.ts'

interface MeasuredContainer {
  ref: ContainerRef
  /** Its process group. */
  group: number
  /** Another one for each run. */
  id: string
  startedAt: number
}

interface Sample {
  cpuMs: number
  at: number
}

/** A window shorter than this says nothing: the system counts CPU time in hundredths of a second. */
const shortestWindowMs = 500

/** CPU and memory of containers from the process table; CPU is counted from one measurement to the next. */
export class UsageMeter {
  readonly #clock: Clock
  readonly #readTable: () => ProcessRow[]
  #samples = new Map<string, Sample>()
  #last = new Map<string, ContainerUsage>()

  constructor(clock: Clock, readTable: () => ProcessRow[] = readProcessTable) {
    this.#clock = clock
    this.#readTable = readTable
  }

  /** A first measurement is about the whole run. */
  measure(containers: readonly MeasuredContainer[]): ContainerUsage[] {
    const table = this.#readTable()
    const now = this.#clock.now()
    const samples = new Map<string, Sample>()
    const usages = new Map<string, ContainerUsage>()
    for (const { ref, group, id, startedAt } of containers) {
      const rows = processesOf(table, group)
      if (rows.length === 0) continue
      const cpuMs = rows.reduce((sum, row) => sum + row.cpuMs, 0)
      const memoryBytes = rows.reduce((sum, row) => sum + row.memoryBytes, 0)
      const before = this.#samples.get(id) ?? { cpuMs: 0, at: startedAt }
      const windowMs = now - before.at
      const last = this.#last.get(id)
      if (windowMs < shortestWindowMs && last !== undefined) {
        samples.set(id, before)
        usages.set(id, { ...last, memoryBytes })
        continue
      }
      samples.set(id, { cpuMs, at: now })
      const cpuCores = windowMs > 0 ? Math.max(0, cpuMs - before.cpuMs) / windowMs : 0
      usages.set(id, { ...ref, cpuCores, memoryBytes, windowMs, at: now })
    }
    this.#samples = samples
    this.#last = usages
    return [...usages.values()]
  }
}
