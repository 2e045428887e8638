import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { endProcesses, processesIn } from '@gitops-example/kit/process/descendants'

/**
 * Ends what a killed server has left in its data directory: sessions, which end only once their queries do, and a lock
 * file whose number another process has by now. Only for who alone may run a server there. Linux only.
 */
export async function endLeftovers(dataDir: string): Promise<void> {
  const directory = realpathSync(dataDir)
  await endProcesses(processesIn(directory))
  const lockFile = join(directory, 'postmaster.pid')
  if (isAnothers(lockFile, directory)) rmSync(lockFile, { force: true })
}

/** Whether the process that a lock file names is known to be none of this directory (PostgreSQL, pidfile.h). */
function isAnothers(lockFile: string, directory: string): boolean {
  try {
    const pid = Number.parseInt(readFileSync(lockFile, 'utf8'), 10)
    return readlinkSync(`/proc/${pid}/cwd`) !== directory
  } catch {
    return false // PostgreSQL itself sees that nobody has that number
  }
}
