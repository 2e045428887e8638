import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { baseEnv, type ExecOptions, type ExecResult, tryExec } from '@gitops-example/kit/exec'

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
export const ops = join(root, 'ops')

const directories = [process.env.GITOPS_TOOLS_DIR ?? [], (process.env.PATH ?? '').split(delimiter)].flat()

/** Path of a program in GITOPS_TOOLS_DIR or on PATH. */
export function findProgram(name: string): string | undefined {
  return directories.map((directory) => join(directory, name)).find(existsSync)
}

/**
 * Whether tests that need these programs are skipped: when one is missing, unless GITOPS_REQUIRE_TOOLS=1, under
 * which they run and fail.
 */
export function lacks(...names: string[]): boolean {
  return process.env.GITOPS_REQUIRE_TOOLS !== '1' && names.some((name) => findProgram(name) === undefined)
}

/** Runs a program found by its name; the environment is this process's PATH and home plus `env`. */
export function run(
  argv: readonly [string, ...string[]],
  options: Omit<ExecOptions, 'env'> & { env?: Record<string, string> } = {},
): Promise<ExecResult> {
  const [name, ...args] = argv
  return tryExec([findProgram(name) ?? name, ...args], {
    cwd: root,
    ...options,
    env: { ...baseEnv(), ...options.env },
  })
}
