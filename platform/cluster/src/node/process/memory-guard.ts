import type { Clock } from '@gitops-example/kit/clock'
import type { ContainerRun } from '../container/container-run.ts'
import { parseQuantity } from '../quantity.ts'
import { type ProcessRow, processesOf, readProcessTable } from './process-table.ts'

const everyMs = 500

interface GuardedContainer {
  container: { resources?: { limits?: { [name: string]: string } } }
  run: ContainerRun | undefined
}

interface MemoryGuardOptions {
  clock: Clock
  containers: () => Iterable<GuardedContainer>
  readTable?: () => ProcessRow[]
}

/**
 * Ends containers that use more memory than their limit. Without cgroups this is a sample of resident memory twice a
 * second: a burst between two samples passes, and pages that processes of a container share count for each of them.
 */
export class MemoryGuard implements Disposable {
  readonly #options: MemoryGuardOptions
  #timer: Disposable

  constructor(options: MemoryGuardOptions) {
    this.#options = options
    this.#timer = options.clock.after(everyMs, () => this.#sample())
  }

  [Symbol.dispose]() {
    this.#timer[Symbol.dispose]()
  }

  #sample(): void {
    const { clock, containers, readTable = readProcessTable } = this.#options
    this.#timer = clock.after(everyMs, () => this.#sample())
    let table: ProcessRow[] | undefined
    for (const { container, run } of containers()) {
      const limit = parseQuantity(container.resources?.limits?.memory)
      if (limit === undefined || run?.pid === undefined) continue
      table ??= readTable()
      const used = processesOf(table, run.pid).reduce((sum, { residentBytes }) => sum + residentBytes, 0)
      if (used > limit) run.killForMemory()
    }
  }
}
