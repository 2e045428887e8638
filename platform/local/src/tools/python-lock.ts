import { fileURLToPath } from 'node:url'

/** The file that says which packages `pip` installs for a program and by which hashes; scripts/lock-python-tools.ts writes it. */
export function pythonLock(program: string): string {
  return fileURLToPath(new URL(`./python-locks/${program}.txt`, import.meta.url))
}
