import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Makes a directory that the users of pods can enter but not list, whatever the umask; its parents must exist. */
export function makeSharedDirectory(path: string): void {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o711)
}

/** The directory on the way to `path` that other users cannot enter; undefined when they can get there. */
export function closedParent(path: string): string | undefined {
  const parent = dirname(resolve(path))
  if ((statSync(parent).mode & 0o001) === 0) return parent
  return parent === dirname(parent) ? undefined : closedParent(parent)
}
