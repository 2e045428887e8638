import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * When a process started, as an opaque text: a pid is used again after a while, a pid with its start time is not.
 * `undefined` when no such process runs (a zombie counts as ended). Linux reads field 22 of `/proc/PID/stat`
 * (proc(5)); elsewhere `ps` is asked.
 */
export function processStartTime(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxProcess(pid)?.startTime
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** Whether that very process, and not a later one with the same pid, still runs. */
export function isSameProcess(pid: number, startTime: string): boolean {
  return processStartTime(pid) === startTime
}

/** Whether any process of a group runs; zombies count as ended where they can be recognised (Linux). */
export function groupRuns(pgid: number): boolean {
  if (process.platform === 'linux') {
    return readdirSync('/proc').some(
      (name) => /^\d+$/.test(name) && linuxProcess(Number(name))?.pgid === pgid,
    )
  }
  try {
    return process.kill(-pgid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

interface LinuxProcess {
  parent: number
  pgid: number
  startTime: string | undefined
}

/** What `/proc/PID/stat` says; undefined when no such process runs, and where there is no `/proc`. */
export function linuxProcess(pid: number): LinuxProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return { parent: Number(fields[1]), pgid: Number(fields[2]), startTime: fields[19] }
  } catch {
    return undefined
  }
}
