import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import { gitIn } from '@gitops-example/kit/git/git'
import { stopPlatform } from '../control/running-platform.ts'
import type { Settings } from './settings.ts'
import { removeShared } from './shared-state.ts'
import { statePaths } from './state-paths.ts'

export interface ResetOptions {
  root: string
  settings: Settings
  /** Also removes the installed programs; compiling them again may take minutes. */
  tools: boolean
}

/**
 * Stops the platform, then removes `.gitops/`, what lives elsewhere because of directory rights, and the git remote.
 * Commits that were pushed only here are lost; those of the checkout are not touched.
 */
export async function reset({ root, settings, tools }: ResetOptions): Promise<void> {
  await stopPlatform(root)
  const paths = statePaths(root)
  for (const entry of entries(paths.state)) {
    const path = join(paths.state, entry)
    if (tools || path !== paths.tools) await removeTree(path)
  }
  await removeShared(paths)
  const git = gitIn(root)
  const remote = await git.try(['remote', 'get-url', settings.remote])
  if (remote.exitCode === 0 && remote.stdout.trim() === paths.origin) {
    await git.run(['remote', 'remove', settings.remote])
    await git.try(['config', '--remove-section', `url.${paths.origin}`]) // there where it was needed
  }
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return [] // nothing was ever started here
  }
}
