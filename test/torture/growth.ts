import { readdirSync } from 'node:fs'
import { exec } from '@gitops-example/kit/process/exec'
import { processesOf, residentBytes } from '../e2e/harness/processes.ts'
import type { Subject } from './subject.ts'

export interface Usage {
  /** Resident memory of everything that runs, in megabytes (Pss). */
  memoryMb: number
  processes: number
  /** Open files of the platform's main process. */
  files: number
  /** What the state directory takes, in megabytes. */
  diskMb: number
}

export async function usageOf({ checkout, platform }: Subject): Promise<Usage> {
  const processes = processesOf(checkout.dir)
  const { stdout } = await exec(['du', '-sk', `${checkout.dir}/.gitops`])
  return {
    memoryMb: Math.round(residentBytes(processes) / 1e6),
    processes: processes.length,
    files: readdirSync(`/proc/${platform.pid}/fd`).length,
    diskMb: Math.round(Number.parseInt(stdout, 10) / 1024),
  }
}

export function usageLine({ memoryMb, processes, files, diskMb }: Usage): string {
  return `${memoryMb} MB in ${processes} processes, ${files} open files, ${diskMb} MB on disk`
}
