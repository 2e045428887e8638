import { realpath } from 'node:fs/promises'
import { allEnded } from '@gitops-example/kit/all-ended'
import type { Check, CheckTarget } from './check.ts'
import { dockerfile } from './dockerfile.ts'
import type { Finding } from './findings/finding.ts'
import { parseBiome } from './findings/parse-biome.ts'
import { unknownFinding } from './findings/tool-words.ts'
import { packageProgram, runTool } from './tool.ts'

/** Biome's format, lint and import rules on everything of the app and its libraries, and the grammar of its Dockerfile. */
export function lint(cacheDir: string): Check {
  const checkDockerfile = dockerfile(cacheDir)
  return {
    step: 'lint',
    async run(target) {
      const results = await allEnded([biome(target), checkDockerfile(target)])
      const findings = results.flat()
      return findings.length === 0 ? undefined : findings
    },
  }
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
