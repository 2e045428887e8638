import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { isSameProcess, processStartTime } from '@gitops-example/kit/process/process-identity'

/**
 * Makes this process the only platform of the checkout, until disposed. The lock of a process that has ended is
 * taken over; that of a living one is an error with its pid.
 */
export function takeInstanceLock(runDir: string): Disposable {
  const path = join(runDir, 'platform.lock')
  for (;;) {
    try {
      const file = openSync(path, 'wx', 0o600)
      writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: processStartTime(process.pid) }))
      closeSync(file)
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = readHolder(path)
    if (holder !== undefined && isSameProcess(holder.pid, holder.startTime)) {
      throw new GitopsError('already-running', `The platform runs already, as pid ${holder.pid}.`, {
        hint: 'gitops status shows it; gitops down stops it.',
      })
    }
    rmSync(path, { force: true })
  }
}

function readHolder(path: string): { pid: number; startTime: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined // cut short by a kill, or taken away in this moment
  }
}
