import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of a program on PATH. */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find(existsSync)
}

/**
 * Whether tests that need this program are skipped: when it is missing, unless GITOPS_REQUIRE_TOOLS=1, under which
 * they run and fail.
 */
export function lacks(name: string): boolean {
  return process.env.GITOPS_REQUIRE_TOOLS !== '1' && findProgram(name) === undefined
}
