import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { errorCode } from '../../machinery/error-code.ts'
import type { ProcessUser } from '../container/container-user.ts'

/*
 * Files where a pod may be at work at the same moment. Nothing here follows a link, waits for a pipe, or changes owner or
 * mode by a name: a name may mean another file from one call to the next.
 */

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/** Makes a file that was not there. */
export async function makeFile(
  path: string,
  content: Buffer | string,
  mode: number,
  owner: ProcessUser | undefined,
): Promise<void> {
  await using file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  await file.writeFile(content)
  await give(file, mode, owner)
}

/** Makes a directory of this mode, whatever the umask; one that is there already stays as it is. */
export async function makeDirectory(path: string, mode: number, owner?: ProcessUser): Promise<void> {
  if (!(await isMade(path))) return
  await using directory = await openDirectory(path)
  await give(directory, mode, owner)
}

/** The first bytes of a regular file; undefined for anything else, and for the file of another owner. */
export async function readRegularFile(
  path: string,
  longestBytes: number,
  owner?: ProcessUser,
): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    const stat = await file.stat()
    if (!stat.isFile()) return undefined
    if (owner !== undefined && stat.uid !== owner.uid) return undefined
    const { buffer, bytesRead } = await file.read(Buffer.alloc(longestBytes), 0, longestBytes, 0)
    return buffer.subarray(0, bytesRead)
  } catch {
    return undefined
  }
}

/**
 * Makes the directories on the way from `top` to `path`, which is below it. Returns `link` without going on where a link
 * stands in the way. On Linux each step begins at the directory that was opened before, whatever its name means by then.
 */
export async function makeDirectoriesBelow(
  top: string,
  path: string,
  mode: number,
): Promise<'made' | 'link'> {
  let directory = await openDirectory(top)
  let name = top
  try {
    for (const step of normalize(path).split(sep)) {
      if (step === '' || step === '.') continue
      name = join(process.platform === 'linux' ? `/proc/self/fd/${directory.fd}` : name, step)
      const isNew = await isMade(name)
      const next = await openDirectory(name).catch((error) => {
        if (['ENOTDIR', 'ELOOP'].includes(errorCode(error) ?? '')) return undefined
        throw error
      })
      if (next === undefined) return (await lstat(name)).isSymbolicLink() ? 'link' : 'made'
      await directory.close()
      directory = next
      if (isNew) await directory.chmod(mode)
    }
    return 'made'
  } finally {
    await directory.close()
  }
}

function openDirectory(path: string): Promise<FileHandle> {
  return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
}

async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path, 0o700)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function give(file: FileHandle, mode: number, owner: ProcessUser | undefined): Promise<void> {
  if (owner !== undefined) await file.chown(owner.uid, owner.gid)
  await file.chmod(mode)
}
