import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Clock, sleep, systemClock } from '../clock.ts'
import { groupRuns, isSameProcess, processStartTime } from './process-identity.ts'

interface Entry {
  pid: number
  startTime: string
  what: string
}

/** How many processes are recorded before those that have ended are forgotten. */
const forgetAfter = 500

/**
 * A file that remembers which process groups we started, so that the next run can end what a `kill -9` left behind.
 * Lines are appended synchronously: an entry is on disk before the process may begin its work (see `spawnOwned`).
 */
export class ProcessLedger {
  readonly #path: string
  #appended = 0

  constructor(path: string) {
    this.#path = path
    mkdirSync(dirname(path), { recursive: true })
  }

  /** Records that we started process group `pid`; `what` is for people. */
  record(pid: number, what: string): void {
    const startTime = processStartTime(pid)
    if (startTime !== undefined) this.#append({ pid, startTime, what })
  }

  /** Every recorded process that still runs. */
  running(): Entry[] {
    return this.#read().filter((entry) => isSameProcess(entry.pid, entry.startTime))
  }

  /** Ends what an earlier run left, to its last process: SIGTERM, and SIGKILL after `graceMs`; resolves with what it was. */
  async endAll(graceMs: number, clock: Clock = systemClock): Promise<Entry[]> {
    const stale = this.running()
    // No other group gets the number of one that has a process left, so from here on the number is enough.
    const left = () => stale.filter(({ pid }) => groupRuns(pid))
    for (const { pid } of stale) signalGroup(pid, 'SIGTERM')
    const deadline = clock.now() + graceMs
    while (left().length > 0 && clock.now() < deadline) await sleep(clock, 20)
    for (const { pid } of left()) signalGroup(pid, 'SIGKILL')
    while (left().length > 0) await sleep(clock, 20)
    rmSync(this.#path, { force: true })
    return stale
  }

  #append(entry: Entry): void {
    appendFileSync(this.#path, line(entry), { mode: 0o600 })
    this.#appended++
    if (this.#appended >= forgetAfter) this.#forgetEnded()
  }

  /** Without this, a program that runs for days would record thousands of short-lived processes. */
  #forgetEnded(): void {
    const next = `${this.#path}.next`
    writeFileSync(next, this.running().map(line).join(''), { mode: 0o600 })
    renameSync(next, this.#path)
    this.#appended = 0
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

function line(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`
}

/** Sends a signal to a whole process group; a group that has already ended is not an error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
