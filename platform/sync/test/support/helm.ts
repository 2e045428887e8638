import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of the program in GITOPS_TOOLS_DIR or on PATH. */
export function findHelm(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return [env.GITOPS_TOOLS_DIR ?? '', ...(env.PATH ?? '').split(delimiter)]
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, 'helm'))
    .find(existsSync)
}

/** Tests of charts are skipped without helm, unless GITOPS_REQUIRE_TOOLS=1. */
export function lacksHelm(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.GITOPS_REQUIRE_TOOLS !== '1' && findHelm(env) === undefined
}
