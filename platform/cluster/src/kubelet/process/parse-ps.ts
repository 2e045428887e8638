import type { ProcessRow } from './process-row.ts'

/** What `ps` is asked for where there is no `/proc` (POSIX: ps). */
export const psArguments = ['-axo', 'pid=,ppid=,pgid=,rss=,time=']

/** Reads the output of `ps` with these arguments: memory in KiB, CPU time as `[[DD-]HH:]MM:SS[.ss]`. */
export function parsePs(output: string): ProcessRow[] {
  return output.split('\n').flatMap((line) => {
    const [pid, parent, group, kib, time = ''] = line.trim().split(/\s+/)
    if (!pid) return []
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        cpuMs: milliseconds(time),
        memoryBytes: Number(kib) * 1024,
      },
    ]
  })
}

function milliseconds(time: string): number {
  const [, days = '0', clock = ''] = /^(?:(\d+)-)?(.*)$/.exec(time) ?? []
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
  return Math.round((Number(days) * 86_400 + seconds) * 1000)
}
