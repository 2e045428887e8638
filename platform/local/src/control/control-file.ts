import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSameProcess, processStartTime } from '@gitops-example/kit/process/process-identity'

/** How other processes of the same user find the running platform. */
export interface ControlFile {
  pid: number
  startTime: string
  url: string
  token: string
}

const fileName = 'control.json'

export function writeControlFile(runDir: string, url: string, token: string): void {
  const startTime = processStartTime(process.pid) ?? ''
  const content: ControlFile = { pid: process.pid, startTime, url, token }
  writeFileSync(join(runDir, fileName), JSON.stringify(content), { mode: 0o600 })
}

/** The file of a platform that is still running; the one that a killed platform left behind does not count. */
export function readControlFile(runDir: string): ControlFile | undefined {
  try {
    const content = JSON.parse(readFileSync(join(runDir, fileName), 'utf8')) as ControlFile
    return isSameProcess(content.pid, content.startTime) ? content : undefined
  } catch {
    return undefined
  }
}

export function removeControlFile(runDir: string): void {
  rmSync(join(runDir, fileName), { force: true })
}
