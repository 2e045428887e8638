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

async function openFolders(path: string): Promise<void> {
  const stat = await lstat(path)
  if (!stat.isDirectory()) return
  if ((stat.mode & owned) !== owned) await chmod(path, owned)
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name))
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
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
}
