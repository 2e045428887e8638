import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, sleep } from '../clock.ts'
import { GitopsError } from '../errors.ts'
import { isSameProcess, processStartTime } from '../process/process-identity.ts'

const retryMs = 10

/**
 * Runs `work` while this process alone holds the file `path`, for which it waits up to `patienceMs`. A lock of a
 * process that has ended is taken over.
 */
export async function withLockFile<T>(
  path: string,
  clock: Clock,
  work: () => Promise<T>,
  patienceMs = 30_000,
): Promise<T> {
  const deadline = clock.now() + patienceMs
  const self = `${process.pid} ${processStartTime(process.pid)}`
  await mkdir(dirname(path), { recursive: true })
  while (!(await tryTake(path, self))) {
    if (clock.now() > deadline) {
      throw new GitopsError(
        'lock-taken',
        `Cannot lock ${path}: another process has held it for ${patienceMs} ms.`,
        {
          hint: 'Remove the file if no gitops process runs.',
          retryable: true,
        },
      )
    }
    await removeIfStale(path)
    await sleep(clock, retryMs)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function tryTake(path: string, self: string): Promise<boolean> {
  try {
    await writeFile(path, self, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeIfStale(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const [pid, startTime] = text.split(' ')
  if (pid === undefined || startTime === undefined) return // being written, or gone
  if (isSameProcess(Number(pid), startTime)) return
  // Another may do the same at the same time, and take the lock in between: what is moved away has to be the stale one.
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    return // the other was first
  }
  if ((await readFile(aside, 'utf8')) === text) await rm(aside, { force: true })
  else await rename(aside, path)
}
