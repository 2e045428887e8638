import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environments, layersOf, modules } from './environments.ts'
import { findProgram, lacks, ops, run } from './programs.ts'

const folders = [
  ...modules.map((name) => `tf_modules/${name}`),
  ...environments.flatMap((name) => layersOf(name).map((layer) => `environments/${name}/${layer}`)),
]

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
  { timeout: 180_000 },
  async () => {
    const { exitCode, stdout, stderr } = await run(['checkov', '--config-file', 'ops/.checkov.yaml'])
    expect(exitCode, stdout + stderr).toBe(0)
    expect(stdout).toMatch(/Passed checks: [1-9]/)
  },
)

// The plugins are some hundred megabytes, so that only who names a folder for them has them fetched. Everything runs in
// a copy: a lock file that is made for this machine alone must not be committed.
const pluginCache = process.env.TF_PLUGIN_CACHE_DIR
describe.skipIf(pluginCache === undefined)('with provider plugins (needs TF_PLUGIN_CACHE_DIR)', () => {
  let copy: string

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'terraform-'))
    for (const folder of ['tf_modules', 'environments']) {
      await cp(join(ops, folder), join(copy, folder), { recursive: true })
    }
  })

  afterAll(() => rm(copy, { recursive: true, force: true }))

  test.each(folders)('%s is valid and keeps its promises', { timeout: 300_000 }, async (folder) => {
    for (const verb of [['init', '-backend=false'], ['validate'], ['test']]) {
      const { exitCode, stdout, stderr } = await run(
        ['terraform', `-chdir=${join(copy, folder)}`, ...verb, '-no-color'],
        { env: { TF_PLUGIN_CACHE_DIR: pluginCache ?? '' } },
      )
      expect(exitCode, `terraform ${verb.join(' ')}\n${stdout}${stderr}`).toBe(0)
    }
  })
})

async function expectNoFindings(folder: string, config: string, env: Record<string, string> = {}) {
  const argv = ['tflint', `--chdir=${join(ops, folder)}`, `--config=${resolve(ops, config)}`] as const
  const { exitCode, stdout, stderr } = await run([...argv], { env })
  expect(exitCode, stdout + stderr).toBe(0)
}
