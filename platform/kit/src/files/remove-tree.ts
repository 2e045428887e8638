import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { chmod, lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const everything = { recursive: true, force: true, maxRetries: 3 }
const owned = 0o700

/**
 * Removes a file, or a folder with all that is in it. Other than `rm`, it also removes folders that their owner may not
 * write to, as an ordinary user too. Links are removed, never followed. Does nothing where there is nothing.
 */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, everything)
  } catch (error) {
    if (!isRefused(error)) throw error
    await openFolders(path)
    await rm(path, everything)
  }
}

/** As `removeTree`, while nothing else runs. */
export function removeTreeSync(path: string): void {
  try {
    rmSync(path, everything)
  } catch (error) {
    if (!isRefused(error)) throw error
    openFoldersSync(path)
    rmSync(path, everything)
  }
}

/** `rm` rejects at the first refusal and still removes the rest meanwhile: what is gone needs nothing more. */
async function openFolders(path: string): Promise<void> {
  const stat = await unlessGone(lstat(path))
  if (stat?.isDirectory() !== true) return
  if ((stat.mode & owned) !== owned) await unlessGone(chmod(path, owned))
  for (const entry of (await unlessGone(readdir(path, { withFileTypes: true }))) ?? []) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name))
  }
}

async function unlessGone<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function openFoldersSync(path: string): void {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return
  if ((stat.mode & owned) !== owned) chmodSync(path, owned)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) openFoldersSync(join(path, entry.name))
  }
}

function isRefused(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
