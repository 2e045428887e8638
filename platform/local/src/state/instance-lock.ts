import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { tryLockFile } from '@gitops-example/kit/files/lock-file'

/** Makes this process the only platform of the checkout, until disposed. Throws `already-running` with the other's pid. */
export async function takeInstanceLock(runDir: string): Promise<AsyncDisposable> {
  const { lock, holder } = await tryLockFile(join(runDir, 'platform.lock'))
  if (lock !== undefined) return lock
  throw new GitopsError('already-running', `The platform is already running (pid ${holder.pid}).`, {
    hint: 'gitops status shows it; gitops down stops it.',
  })
}
