import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environments, layersOf, modules } from './environments.ts'
import { lacks, ops, run } from './programs.ts'

const awsRules = join(
  homedir(),
  '.tflint.d',
  'plugins',
  'github.com',
  'terraform-linters',
  'tflint-ruleset-aws',
)

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

// The plugin comes from GitHub by `tflint --init`, as the workflow does; a test fetches nothing.
describe.skipIf(!existsSync(awsRules))('TFLint with the AWS rules (needs the plugin: tflint --init)', () => {
  test.each(folders)('finds nothing in %s', (folder) => expectNoFindings(folder, '.tflint-aws.hcl'))
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

async function expectNoFindings(folder: string, config: string): Promise<void> {
  const { exitCode, stdout, stderr } = await run([
    'tflint',
    `--chdir=${join(ops, folder)}`,
    `--config=${join(ops, config)}`,
  ])
  expect(exitCode, stdout + stderr).toBe(0)
}
