import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lacks } from '@gitops-example/kit/testing/programs'
import { ensureProgram } from '@gitops-example/local/tools/ensure-program'
import type { ProgramPin } from '@gitops-example/local/tools/pins'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { TemporaryDirectory } from './temporary-directory.ts'

const pin: ProgramPin = {
  name: 'terraform-provider-example',
  version: '1.2.3',
  versionArgs: [],
  accepts: () => false,
  minutes: 1,
  plugin: {
    source: 'example/example',
    release: '1.2.3',
    module: 'example.invalid/no/module@v1.0.0',
    moduleVersion: '1.2.4',
  },
}

describe.skipIf(lacks('terraform'))('a plugin of Terraform (needs terraform)', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('is fetched by terraform init, from where the user says, and stays when that is removed', async () => {
    using temporary = new TemporaryDirectory()
    const mirror = join(temporary.path, 'mirror')
    writePlugin(mirror, 'the plugin')
    useMirror(temporary.path, mirror)

    const toolsDir = join(temporary.path, 'tools')
    const progress: string[] = []
    const path = await ensureProgram(pin, { toolsDir, progress: (line) => progress.push(line) })
    rmSync(mirror, { recursive: true })

    expect(readFileSync(path, 'utf8')).toBe('the plugin')
    expect(progress).toEqual(['fetching terraform-provider-example 1.2.3 with terraform init'])
    // Where it stands is a mirror itself, from which terraform init takes it.
    useMirror(temporary.path, join(path, '..'))
    expect(
      await ensureProgram(pin, { toolsDir: join(temporary.path, 'again'), progress: () => {} }),
    ).toContain('again')
  })

  test('that cannot be installed is missing, with the reason of each way', async () => {
    using temporary = new TemporaryDirectory()
    const mirror = join(temporary.path, 'mirror')
    mkdirSync(mirror)
    useMirror(temporary.path, mirror)
    vi.stubEnv('GOPROXY', 'off')
    const installed = ensureProgram(pin, { toolsDir: join(temporary.path, 'tools'), progress: () => {} })
    await expect(installed).rejects.toThrow(/could not be installed \(terraform init: .*; go build: .*\)/s)
  })
})

function writePlugin(mirror: string, text: string): void {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const folder = join(mirror, 'registry.terraform.io', 'example', 'example', '1.2.3', platform)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'terraform-provider-example_v1.2.3_x5')
  writeFileSync(file, text)
  chmodSync(file, 0o755)
}

function useMirror(folder: string, mirror: string): void {
  const file = join(folder, 'terraform.rc')
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  )
  vi.stubEnv('TF_CLI_CONFIG_FILE', file)
}
