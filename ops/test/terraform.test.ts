import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram, lacks, ops, run } from './programs.ts'
import { folders } from './terraform.ts'

test.skipIf(lacks('terraform'))('every file has the canonical format (needs terraform)', async () => {
  const { exitCode, stdout, stderr } = await run(['terraform', 'fmt', '-check', '-recursive', '-diff', ops])
  expect(exitCode, stdout + stderr).toBe(0)
})

describe.skipIf(lacks('tflint'))('TFLint (needs it)', () => {
  test.each(folders)('finds nothing in %s', (folder) => expectNoFindings(folder, '.tflint.hcl'))
})

// `tflint --init` would fetch the plugin from GitHub, as the workflow does; here it is a program like others.
describe.skipIf(lacks('tflint', 'tflint-ruleset-aws'))('TFLint with the AWS rules (needs both)', () => {
  let config: string

  beforeAll(async () => {
    config = await mkdtemp(join(tmpdir(), 'tflint-'))
    const rules = await readFile(join(ops, '.tflint-aws.hcl'), 'utf8')
    await writeFile(join(config, 'local.hcl'), rules.replaceAll(/^ *(version|source) *=.*$/gm, ''))
  })

  afterAll(() => rm(config, { recursive: true, force: true }))

  test.each(folders)('finds nothing in %s', (folder) =>
    expectNoFindings(folder, join(config, 'local.hcl'), {
      TFLINT_PLUGIN_DIR: dirname(findProgram('tflint-ruleset-aws') ?? ''),
    }),
  )
})

test.skipIf(lacks('checkov'))(
  'Checkov finds nothing that is not justified beside it (needs checkov)',
  async () => {
    const { exitCode, stdout, stderr } = await run(['checkov', '--config-file', 'ops/.checkov.yaml'])
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stdout).toMatch(/Passed checks: [1-9]/)
  },
)

async function expectNoFindings(folder: string, config: string, env: Record<string, string> = {}) {
  const argv = ['tflint', `--chdir=${join(ops, folder)}`, `--config=${resolve(ops, config)}`] as const
  const { exitCode, stdout, stderr } = await run([...argv], { env })
  expect(exitCode, stdout + stderr).toBe(0)
}
