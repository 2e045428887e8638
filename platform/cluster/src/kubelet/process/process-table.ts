import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { parsePs, psArguments } from './parse-ps.ts'
import type { ProcessRow } from './process-row.ts'

/** Linux reports times in hundredths of a second to every program (proc(5), sysconf(3)). */
const tickMs = 10

/** Every process of this machine, as `/proc/PID/stat` has it on Linux and `ps` elsewhere. */
export function readProcessTable(): ProcessRow[] {
  if (process.platform !== 'linux') return parsePs(execFileSync('ps', psArguments, { encoding: 'utf8' }))
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcess(Number(name)) ?? []) : []))
}

/** The processes of a group and all their descendants, those that left the group included. */
export function processesOf(table: readonly ProcessRow[], group: number): ProcessRow[] {
  const members = new Set<number>()
  const rows: ProcessRow[] = []
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false
    for (const row of table) {
      if (members.has(row.pid) || !(row.group === group || members.has(row.parent))) continue
      members.add(row.pid)
      rows.push(row)
      isGrowing = true
    }
  }
  return rows
}

/** One process by its `/proc/PID/stat`; undefined when it has ended. */
export function readProcess(pid: number): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in brackets may hold anything, brackets too.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [, parent = 0, group = 0] = fields
    return {
      pid,
      parent,
      group,
      cpuMs: ((fields[11] ?? 0) + (fields[12] ?? 0)) * tickMs,
      get memoryBytes() {
        return memoryBytes(pid)
      },
    }
  } catch {
    return undefined
  }
}

/** What a cgroup would charge to the process for itself (proc(5): RssAnon and RssShmem of `/proc/PID/status`). */
function memoryBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const kib = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+)/gm)].map(([, size]) => Number(size))
    return kib.reduce((sum, size) => sum + size, 0) * 1024
  } catch {
    return 0
  }
}
