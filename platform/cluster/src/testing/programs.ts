import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Where programs are looked for: the tools of this checkout, PATH, Go's own directory, Google Cloud's SDK. */
const directories = [
  ...[process.env.GITOPS_TOOLS_DIR ?? []].flat(),
  join(import.meta.dirname, '..', '..', '..', '..', '.gitops', 'tools'),
  ...(process.env.PATH ?? '').split(delimiter),
  join(homedir(), 'go', 'bin'),
  '/usr/lib/google-cloud-sdk/bin',
]

export function findProgram(name: string): string | undefined {
  return directories.map((directory) => join(directory, name)).find(existsSync)
}

/** Whether tests that need a program are skipped: when it is missing, unless GITOPS_REQUIRE_TOOLS=1, where they fail. */
export function lacks(name: string): boolean {
  return process.env.GITOPS_REQUIRE_TOOLS !== '1' && findProgram(name) === undefined
}

/** Every release of kubectl that is here, such as `kubectl.1.27`, oldest first. */
export function kubectlReleases(): string[] {
  const names = directories.flatMap((directory) => (existsSync(directory) ? readdirSync(directory) : []))
  return [...new Set(names.filter((name) => /^kubectl\.1\.\d+$/.test(name)))].sort()
}
