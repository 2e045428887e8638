import { join } from 'node:path'
import type { Check } from './check.ts'
import { runTool, words } from './tool.ts'

/** Vitest on the app's unit tests. */
export const tests: Check = {
  step: 'test',
  async run(target) {
    const { treeDir, app } = target
    const vitest = join(treeDir, 'node_modules', 'vitest', 'vitest.mjs')
    const options = ['--project', 'unit', '--passWithNoTests', '--reporter', 'dot']
    const argv = [process.execPath, vitest, 'run', ...options, `${app.dir}/src/`]
    const result = await runTool(argv, target)
    return result.exitCode === 0 ? undefined : words(result.stderr, result.stdout)
  },
}
