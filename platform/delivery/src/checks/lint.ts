import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check, CheckTarget } from './check.ts'
import type { Finding } from './findings/finding.ts'
import { parseBiome } from './findings/parse-biome.ts'
import { unknownFinding } from './findings/tool-words.ts'
import { packageProgram, runTool } from './tool.ts'

/** Biome's format, lint and import rules on everything of the app and its libraries, and the grammar of its Dockerfile. */
export const lint: Check = {
  step: 'lint',
  async run(target) {
    const [sources, dockerfile] = await Promise.all([biome(target), checkDockerfile(target)])
    const findings = [...sources, ...dockerfile]
    return findings.length === 0 ? undefined : findings
  },
}

async function biome(target: CheckTarget): Promise<readonly Finding[]> {
  const { treeDir, app, libraries } = target
  const platform = `${process.platform}-${process.arch}`
  const program = packageProgram(treeDir, `@biomejs/cli-${platform}/biome`, '@biomejs/biome/bin/biome')
  // The work tree holds committed files only, so there is nothing for git's ignore rules to leave out.
  const options = ['--error-on-warnings', '--vcs-enabled=false', '--colors=off', '--reporter=sarif']
  const result = await runTool([...program, 'check', ...options, app.dir, ...libraries], target)
  if (result.exitCode === 0) return []
  const root = await realpath(treeDir)
  const findings = parseBiome(result.stdout, root) ?? []
  return findings.length > 0 ? findings : [unknownFinding(root, result.stderr, result.stdout)]
}

async function checkDockerfile({ treeDir, app }: CheckTarget): Promise<readonly Finding[]> {
  const file = `${app.dir}/Dockerfile`
  const path = join(treeDir, file)
  if (!existsSync(path)) return []
  // Loaded when it is needed: most starts of the platform check nothing.
  const { dockerfileFindings } = await import('./dockerfile-findings.ts')
  return dockerfileFindings(await readFile(path, 'utf8'), file)
}
