import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface HostProcess {
  pid: number
  command: string
}

/** Every process of this machine whose command line, directory or environment contains `directory` (proc(5)). */
export function processesOf(directory: string): HostProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim()
      const places = [command, link(`/proc/${name}/cwd`), read(`/proc/${name}/environ`)]
      return places.some((place) => place.includes(directory)) && command !== ''
        ? [{ pid: Number(name), command }]
        : []
    })
}

/** The resident memory of processes in bytes; of shared pages, each process counts its share (Pss). */
export function residentBytes(processes: readonly HostProcess[]): number {
  const kilobytes = processes.map(({ pid }) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) * 1024
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
