import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
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
  const children = new Map<number, KnownProcess[]>()
  for (const { parent, ...known } of allProcesses()) {
    children.set(parent, [...(children.get(parent) ?? []), known])
  }
  const below = (pid: number): KnownProcess[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)])
  return below(ancestor)
}

/** Every process that has `directory` as its working directory. Linux only: nothing elsewhere. */
export function processesIn(directory: string): KnownProcess[] {
  return allProcesses().filter(({ pid }) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === directory
    } catch {
      return false // it has ended, or is another user's
    }
  })
}

/**
 * Every other process that was started with this variable, or inherited it, also one that left its group, session and
 * parent. Linux only: nothing elsewhere.
 */
export function processesWith(name: string, value: string): KnownProcess[] {
  const mark = `${name}=${value}`
  return allProcesses().filter(({ pid }) => {
    try {
      return pid !== process.pid && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark)
    } catch {
      return false // it has ended, or is another user's
    }
  })
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

function allProcesses(): (KnownProcess & { parent: number })[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name)
    const { parent, startTime } = (Number.isInteger(pid) && linuxProcess(pid)) || {}
    return parent === undefined || startTime === undefined ? [] : [{ pid, parent, startTime }]
  })
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended since it was looked for.
  }
}
