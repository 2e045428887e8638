import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { type LockAttempt, tryLockFile } from '@gitops-example/kit/files/lock-file'

const fileName = 'platform.lock'

/** Makes this process the only platform of the checkout, until disposed. Throws `already-running` with the other's pid. */
export async function takeInstanceLock(runDir: string): Promise<AsyncDisposable> {
  const { lock, holder } = await tryInstanceLock(runDir)
  if (lock !== undefined) return lock
  throw new GitopsError('already-running', `The platform is already running (pid ${holder.pid}).`, {
    hint: 'gitops status shows it; gitops down stops it.',
  })
}

/** The same lock, or the process that is the platform of the checkout now, or is about to be. */
export function tryInstanceLock(runDir: string): Promise<LockAttempt> {
  return tryLockFile(join(runDir, fileName))
}
