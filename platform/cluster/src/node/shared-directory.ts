import { chmodSync, mkdirSync } from 'node:fs'

/** Makes a directory that the users of pods can enter but not list, whatever the umask; its parents must exist. */
export function makeSharedDirectory(path: string): void {
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o711)
}
