import { readdirSync, readFileSync, statSync } from 'node:fs'
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

/** Processes of the container with this directory and user, those that left its group included. */
export function ofContainer(directory: string, uid = process.getuid?.()): Fits {
  const mark = `${containerMark}=${directory}`
  return (pid) => userOf(pid) === uid && environmentOf(pid).includes(mark)
}

/** Processes of any container below this directory. */
export function ofContainersBelow(directory: string): Fits {
  return (pid) => environmentOf(pid).some((entry) => entry.startsWith(`${containerMark}=${directory}/`))
}

/** Processes of these users: unlike its environment, that is nothing that a process could hide. */
export function ofUsers(isTheirs: (uid: number) => boolean): Fits {
  return (pid) => {
    const uid = userOf(pid)
    return uid !== undefined && isTheirs(uid) && !/^State:\s+Z/m.test(read(`/proc/${pid}/status`))
  }
}

function processesThat(fits: Fits): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid && fits(name),
  )
}

/** The owner of the directory is the effective user (proc(5)); asking for it costs a thirtieth of reading a file there. */
function userOf(pid: string): number | undefined {
  try {
    return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid
  } catch {
    return undefined
  }
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
