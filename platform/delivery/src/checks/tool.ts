import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { baseEnv, type ExecResult, tryExec } from '@gitops-example/kit/process/exec'
import type { CheckTarget } from './check.ts'

const timeoutMs = 300_000

/**
 * The command of a program that a package ships: its native program where it stands in a package for this platform,
 * as starting that through its script costs another 50 to 150 ms, else the script.
 */
export function packageProgram(treeDir: string, native: string, script: string): readonly string[] {
  const path = join(treeDir, 'node_modules', native)
  return existsSync(path) ? [path] : [process.execPath, join(treeDir, 'node_modules', script)]
}

/** Runs a check's program at the root of the sources. */
export function runTool(
  argv: readonly string[],
  { treeDir, signal }: CheckTarget,
  extra: Record<string, string> = {},
): Promise<ExecResult> {
  const env = { ...baseEnv(), NO_COLOR: '1', CI: '1', ...extra }
  return tryExec(argv, { cwd: treeDir, env, timeoutMs, signal })
}
