import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { programsIn, searchDirectories } from '@gitops-example/kit/testing/programs'

/** Releases of kubectl stand in Google Cloud's SDK, and where Go installs to. */
const directories = [...searchDirectories(), join(homedir(), 'go', 'bin'), '/usr/lib/google-cloud-sdk/bin']

export const { find: findProgram, lacks } = programsIn(directories)

/** Every release of kubectl that is here, such as `kubectl.1.27`, oldest first. */
export function kubectlReleases(): string[] {
  const names = directories.flatMap((directory) => (existsSync(directory) ? readdirSync(directory) : []))
  return [...new Set(names.filter((name) => /^kubectl\.1\.\d+$/.test(name)))].sort()
}
