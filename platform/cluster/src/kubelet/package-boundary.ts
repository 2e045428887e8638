import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Ends Node's search for a `package.json` at `directory`: without one there, files below it that have none of their own
 * would be modules of the kind that some directory of this machine says.
 */
export function makePackageBoundary(directory: string): void {
  const file = join(directory, 'package.json')
  writeFileSync(file, '{}\n')
  chmodSync(file, 0o644) // whatever the umask: a user who cannot read it goes on upwards
}
