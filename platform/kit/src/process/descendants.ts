import { readdirSync } from 'node:fs'
import { sleep, systemClock } from '../clock.ts'
import { isSameProcess, linuxProcess } from './process-identity.ts'

/** Not to be taken for a later process with the same number. */
export interface KnownProcess {
  pid: number
  startTime: string
}

/** Longer than the kernel needs to end a process that is not stuck in it. */
const longestMs = 5000

/**
 * What `ancestor` has started, what that has started, and so on, as long as each one's parent runs. Linux only: nothing
 * elsewhere.
 */
export function descendantsOf(ancestor: number): KnownProcess[] {
  if (process.platform !== 'linux') return []
  const children = new Map<number, KnownProcess[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const { parent, startTime } = (Number.isInteger(pid) && linuxProcess(pid)) || {}
    if (parent === undefined || startTime === undefined) continue
    children.set(parent, [...(children.get(parent) ?? []), { pid, startTime }])
  }
  const below = (pid: number): KnownProcess[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)])
  return below(ancestor)
}

/** Kills those that still run, and resolves when none of them does. */
export async function endProcesses(processes: readonly KnownProcess[]): Promise<void> {
  const deadline = systemClock.now() + longestMs
  const running = () => processes.filter(({ pid, startTime }) => isSameProcess(pid, startTime))
  for (let left = running(); left.length > 0 && systemClock.now() < deadline; left = running()) {
    for (const { pid } of left) kill(pid)
    await sleep(systemClock, 5)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended since it was looked for.
  }
}
