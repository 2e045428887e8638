import { readdirSync, readFileSync } from 'node:fs'
import { containerMark } from './container-mark.ts'

/** Each round ends what the processes of the round before have started meanwhile. */
const mostRounds = 100

type Fits = (pid: string) => boolean

/**
 * Ends every process that fits with SIGKILL, and what they start meanwhile; returns how many. Without `/proc`, which only
 * Linux has, none is found.
 */
export function endProcesses(fits: Fits): number {
  const ended = new Set<string>()
  for (let round = 0; round < mostRounds; round++) {
    const found = processesThat((pid) => !ended.has(pid) && fits(pid))
    if (found.length === 0) break
    for (const pid of found) {
      ended.add(pid)
      kill(Number(pid))
    }
  }
  return ended.size
}

export function someProcess(fits: Fits): boolean {
  return processesThat(fits).length > 0
}

/** Processes of the container with this directory, those that left its group included; not one that hides its origin. */
export function ofContainer(directory: string): Fits {
  return (pid) => environmentOf(pid).includes(`${containerMark}=${directory}`)
}

/** Processes of any container below this directory. */
export function ofContainersBelow(directory: string): Fits {
  return (pid) => environmentOf(pid).some((entry) => entry.startsWith(`${containerMark}=${directory}/`))
}

/** Processes with such an id as real, effective or saved user: nothing that an unprivileged process does changes that. */
export function ofUsers(isTheirs: (uid: number) => boolean): Fits {
  return (pid) => {
    const status = read(`/proc/${pid}/status`)
    const [, ids = ''] = /^Uid:\s+(.*)$/m.exec(status) ?? []
    return !/^State:\s+Z/m.test(status) && ids.split(/\s+/).some((id) => id !== '' && isTheirs(Number(id)))
  }
}

function processesThat(fits: Fits): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid && fits(name),
  )
}

function environmentOf(pid: string): string[] {
  return read(`/proc/${pid}/environ`).split('\0')
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return '' // another user's, or gone
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended meanwhile, which is what we want.
  }
}
