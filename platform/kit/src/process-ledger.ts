import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Clock, sleep, systemClock } from './clock.ts'
import { isSameProcess, processStartTime } from './process-identity.ts'

interface Entry {
  pid: number
  startTime: string
  what: string
}

/**
 * A file that remembers which process groups we started, so that the next run can end what a `kill -9` left behind.
 * Lines are appended synchronously: an entry is on disk before the process may begin its work (see `spawnOwned`).
 */
export class ProcessLedger {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
  }

  /** Notes that we started process group `pid`; `what` is for people. */
  record(pid: number, what: string): void {
    const startTime = processStartTime(pid)
    if (startTime !== undefined) this.#append({ pid, startTime, what })
  }

  /** Every recorded process that still runs. */
  running(): Entry[] {
    return this.#read().filter((entry) => isSameProcess(entry.pid, entry.startTime))
  }

  /** Ends what an earlier run left: SIGTERM to each group, SIGKILL after `graceMs`; resolves with what was ended. */
  async endAll(graceMs: number, clock: Clock = systemClock): Promise<Entry[]> {
    const stale = this.running()
    for (const entry of stale) signalGroup(entry.pid, 'SIGTERM')
    const deadline = clock.now() + graceMs
    while (this.running().length > 0 && clock.now() < deadline) await sleep(clock, 20)
    for (const entry of this.running()) signalGroup(entry.pid, 'SIGKILL')
    while (this.running().length > 0) await sleep(clock, 20)
    rmSync(this.#path, { force: true })
    return stale
  }

  #append(entry: Entry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
  }

  #read(): Entry[] {
    if (!existsSync(this.#path)) return []
    return readFileSync(this.#path, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as Entry]
        } catch {
          return [] // the last line may be cut short by the kill that we recover from
        }
      })
  }
}

/** Sends a signal to a whole process group; a group that is gone already is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
