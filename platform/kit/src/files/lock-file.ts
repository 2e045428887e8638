import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Clock, sleep } from '../clock.ts'
import { GitopsError } from '../errors.ts'
import { isSameProcess, processStartTime } from '../process/process-identity.ts'

/** The process that holds a lock file. */
export interface LockHolder {
  pid: number
  startTime: string
}

/** Either the lock, held until it is disposed, or the running process that holds it. */
export type LockAttempt =
  | { lock: AsyncDisposable; holder?: undefined }
  | { lock?: undefined; holder: LockHolder }

const retryMs = 10

/**
 * Tries once to take the lock file `path`. The lock of a process that has ended is taken over, by exactly one of those
 * who try. `isRunning` says whether a holder still runs.
 */
export async function tryLockFile(
  path: string,
  isRunning: (holder: LockHolder) => boolean | Promise<boolean> = ({ pid, startTime }) =>
    isSameProcess(pid, startTime),
): Promise<LockAttempt> {
  await mkdir(dirname(path), { recursive: true })
  for (;;) {
    const text = await read(path)
    if (text === undefined) {
      if (await create(path)) return { lock: { [Symbol.asyncDispose]: () => rm(path, { force: true }) } }
      continue
    }
    const holder = parseHolder(text)
    if (holder !== undefined && (await isRunning(holder))) return { holder }
    // Another process may take the lock over between the look at it and its removal, so only the holder of a second
    // lock removes it, and looks again first.
    const guard = await tryLockFile(`${path}.takeover`)
    if (guard.holder !== undefined) return guard
    await using _ = guard.lock
    if ((await read(path)) === text) await rm(path, { force: true })
  }
}

/** Runs `work` while this process alone holds the lock file `path`, for which it waits up to `patienceMs`. */
export async function withLockFile<T>(
  path: string,
  clock: Clock,
  work: () => Promise<T>,
  patienceMs = 30_000,
): Promise<T> {
  await using _ = await waitForLock(path, clock, patienceMs)
  return await work()
}

async function waitForLock(path: string, clock: Clock, patienceMs: number): Promise<AsyncDisposable> {
  const deadline = clock.now() + patienceMs
  for (;;) {
    const { lock, holder } = await tryLockFile(path)
    if (lock !== undefined) return lock
    if (clock.now() > deadline) {
      throw new GitopsError(
        'lock-taken',
        `Cannot lock ${path}: process ${holder.pid} has held it for ${patienceMs} ms.`,
        { hint: 'Wait until that process has ended, or end it.', retryable: true },
      )
    }
    await sleep(clock, retryMs)
  }
}

/** A link, and not a new file: the lock is never there without its content, and never replaces another. */
async function create(path: string): Promise<boolean> {
  const holder: LockHolder = { pid: process.pid, startTime: processStartTime(process.pid) ?? '' }
  const whole = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(whole, JSON.stringify(holder))
  try {
    await link(whole, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(whole, { force: true })
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Undefined for a file that a machine's crash has cut short. */
function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, startTime }: Partial<LockHolder> = JSON.parse(text)
    return typeof pid === 'number' && typeof startTime === 'string' ? { pid, startTime } : undefined
  } catch {
    return undefined
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
