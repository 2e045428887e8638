import type { Check } from './check.ts'
import { packageProgram, runTool, words } from './tool.ts'

/** Biome's format, lint and import rules on everything of the app and its libraries. */
export const lint: Check = {
  step: 'lint',
  async run(target) {
    const { treeDir, app, libraries } = target
    const platform = `${process.platform}-${process.arch}`
    const program = packageProgram(treeDir, `@biomejs/cli-${platform}/biome`, '@biomejs/biome/bin/biome')
    // The work tree holds committed files only, so there is nothing for git's ignore rules to leave out.
    const options = ['--error-on-warnings', '--vcs-enabled=false', '--colors=off', '--max-diagnostics=10']
    const result = await runTool([...program, 'check', ...options, app.dir, ...libraries], target)
    return result.exitCode === 0 ? undefined : words(result.stdout, result.stderr)
  },
}
