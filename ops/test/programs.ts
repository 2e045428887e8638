import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { baseEnv, type ExecOptions, type ExecResult, tryExec } from '@gitops-example/kit/process/exec'
import { findProgram, lacks } from '@gitops-example/kit/testing/programs'

export { findProgram, lacks }

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
export const ops = join(root, 'ops')

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
