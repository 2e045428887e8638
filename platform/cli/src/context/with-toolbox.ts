import { join } from 'node:path'
import { openToolbox, type Toolbox } from '@gitops-example/delivery/checks/toolbox'
import { systemClock } from '@gitops-example/kit/clock'
import { withLockFile } from '@gitops-example/kit/files/lock-file'
import type { LocalRepository } from '@gitops-example/kit/git/local-repository'
import { statePaths } from '@gitops-example/local/state/state-paths'
import type { Io } from '../io.ts'

const patienceMs = 600_000

/** Runs what checks or builds, in work trees of its own beside the platform's; one such verb at a time. */
export async function withToolbox<T>(
  io: Io,
  { objects }: LocalRepository,
  work: (toolbox: Toolbox) => Promise<T>,
): Promise<T> {
  const workDir = join(statePaths(io.root).work, 'verbs')
  const lock = join(workDir, '.lock')
  const run = async () => {
    await using toolbox = openToolbox({
      objects,
      workDir,
      installDir: io.root,
      clock: systemClock,
      warmTestsMs: 0,
      log: io.err,
    })
    return await work(toolbox)
  }
  return await withLockFile(lock, systemClock, run, patienceMs)
}
