import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'

/** What `gitops --version` prints: the version of the package and, in a checkout, the commit. */
export async function versionLine(root: string): Promise<string> {
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const commit = await commitOf(root)
  return `gitops ${version}${commit === undefined ? '' : ` (${commit})`}`
}

async function commitOf(root: string): Promise<string | undefined> {
  // Without a repository of its own, git would name the commit of one around it.
  if (!existsSync(join(root, '.git'))) return undefined
  const { exitCode, stdout } = await gitIn(root).try(['rev-parse', '--short', 'HEAD'])
  return exitCode === 0 ? stdout.trim() : undefined
}
