import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The programs of some directories, as tests look for them. */
export interface Programs {
  /** The path of a program, from the first directory that has it. */
  find(name: string): string | undefined
  /**
   * Whether tests that need these programs are skipped: when one is missing, unless GITOPS_REQUIRE_TOOLS=1, under
   * which they run and fail.
   */
  lacks(...names: string[]): boolean
}

/** GITOPS_TOOLS_DIR, where it is set, and what is on PATH. */
export function searchDirectories(env: NodeJS.ProcessEnv = process.env): string[] {
  return [env.GITOPS_TOOLS_DIR ?? '', ...(env.PATH ?? '').split(delimiter)].filter((one) => one !== '')
}

export function programsIn(directories: readonly string[], env: NodeJS.ProcessEnv = process.env): Programs {
  const find = (name: string) => directories.map((directory) => join(directory, name)).find(existsSync)
  const lacks = (...names: string[]) =>
    env.GITOPS_REQUIRE_TOOLS !== '1' && names.some((name) => find(name) === undefined)
  return { find, lacks }
}

export const { find: findProgram, lacks } = programsIn(searchDirectories())
