import type { Clock } from '@gitops-example/kit/clock'
import { readQuantity, unitsOf } from '../../machinery/quantity/quantity-value.ts'
import type { ProcessRow } from './process-row.ts'
import { processesOf, readProcess, readProcessTable } from './process-table.ts'

const sampleEveryMs = 500
const lookForChildrenEveryMs = 2500

interface GuardedRun {
  readonly containerID: string
  readonly pid: number | undefined
  killForMemory(): void
}

interface GuardedContainer {
  container: { resources?: { limits?: { [name: string]: string } } }
  run: GuardedRun | undefined
}

interface MemoryGuardOptions {
  clock: Clock
  containers: () => Iterable<GuardedContainer>
  readTable?: () => ProcessRow[]
  readOne?: (pid: number) => ProcessRow | undefined
}

interface Members {
  pids: number[]
  foundAt: number
}

/**
 * Ends containers that use more memory than their limit. Without cgroups this is a sample of their memory twice a
 * second: a burst between two samples passes, a new child process counts within 2.5 s, and pages that processes of one
 * container share count for each of them. Needs `/proc`.
 */
export class MemoryGuard implements Disposable {
  readonly #options: MemoryGuardOptions
  #members = new Map<string, Members>()
  #timer: Disposable

  constructor(options: MemoryGuardOptions) {
    this.#options = options
    this.#timer = options.clock.after(sampleEveryMs, () => this.#sample())
  }

  [Symbol.dispose]() {
    this.#timer[Symbol.dispose]()
  }

  #sample(): void {
    const { clock, containers, readTable = readProcessTable, readOne = readProcess } = this.#options
    this.#timer = clock.after(sampleEveryMs, () => this.#sample())
    const now = clock.now()
    const known = this.#members
    this.#members = new Map()
    let table: ProcessRow[] | undefined
    for (const { container, run } of containers()) {
      const limit = readQuantity(container.resources?.limits?.memory)
      if (limit === undefined || run?.pid === undefined) continue
      const members = known.get(run.containerID)
      const isFresh = members !== undefined && now - members.foundAt < lookForChildrenEveryMs
      // The whole table costs milliseconds on a busy machine, a few known processes do not.
      if (!isFresh) table ??= readTable()
      const rows = isFresh
        ? members.pids.flatMap((pid) => readOne(pid) ?? [])
        : processesOf(table ?? [], run.pid)
      this.#members.set(
        run.containerID,
        isFresh ? members : { pids: rows.map(({ pid }) => pid), foundAt: now },
      )
      if (rows.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) > unitsOf(limit)) run.killForMemory()
    }
  }
}
