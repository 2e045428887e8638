import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cloudEnv } from '../src/cloud-env.ts'
import type { Layer } from '../src/environment/layers.ts'
import { Terraform } from '../src/terraform/terraform.ts'

const lacking =
  process.env.GITOPS_REQUIRE_TOOLS !== '1' &&
  !(process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, 'terraform')))

describe.skipIf(lacking)('the real Terraform (needs terraform)', () => {
  let root: string
  let layer: Layer
  let lines: string[]

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'terraform-'))
    layer = { number: 1, name: '01_vpc', word: 'vpc', dir: join(root, '01_vpc') }
    lines = []
    await mkdir(layer.dir)
    await writeFile(join(root, 'backend.hcl'), `path = "${join(root, 'state')}"\n`)
    await write('')
  })

  afterEach(() => rm(root, { recursive: true, force: true }))

  const write = (body: string) =>
    writeFile(
      join(layer.dir, 'terraform.tf'),
      `terraform {\n  backend "local" {}\n}\nresource "terraform_data" "this" {\n  input = "one"\n${body}}\n`,
    )

  const terraform = (signal?: AbortSignal) =>
    new Terraform({
      root,
      env: cloudEnv({ PATH: process.env.PATH, HOME: root }),
      colour: false,
      ...(signal === undefined ? {} : { signal }),
      progress: (line) => void lines.push(line),
      plan: (line) => void lines.push(line),
    })

  test('plans, applies exactly that, finds nothing more to do, and takes it down', async () => {
    await terraform().checkVersion()
    await terraform().init(layer)
    {
      await using plan = await terraform().plan(layer, { destroy: false })
      expect(plan?.summary).toEqual({ add: 1, change: 0, destroy: 0, guarded: [] })
      if (plan !== undefined) await terraform().apply(layer, plan)
    }
    expect(lines.join('\n')).toContain('Apply complete! Resources: 1 added')
    expect(await terraform().plan(layer, { destroy: false })).toBeUndefined()
    {
      await using plan = await terraform().plan(layer, { destroy: true })
      expect(plan?.summary.destroy).toBe(1)
      if (plan !== undefined) await terraform().apply(layer, plan)
      expect(existsSync(plan?.file ?? '')).toBe(true)
    }
    expect(await terraform().plan(layer, { destroy: true })).toBeUndefined()
  })

  test('names the layer and the command when the configuration is wrong', async () => {
    await write('  nonsense = true\n')
    await terraform().init(layer)
    await expect(terraform().plan(layer, { destroy: false })).rejects.toThrow(
      /^01_vpc: terraform -chdir=01_vpc plan .*: exit code 1\.$/,
    )
    expect(lines.join('\n')).toContain('Unsupported argument')
  })

  test('ends in order when interrupted: the state is saved and the lock is free', async () => {
    await write('  provisioner "local-exec" {\n    command = "touch begun; exec sleep 60"\n  }\n')
    await terraform().init(layer)
    const controller = new AbortController()
    await using plan = await terraform().plan(layer, { destroy: false })
    if (plan === undefined) throw new Error('no plan')
    const applying = terraform(controller.signal).apply(layer, plan)
    applying.catch(() => {})
    await expect.poll(() => existsSync(join(layer.dir, 'begun'))).toBe(true)
    controller.abort(new Error('interrupted by a person'))
    await expect(applying).rejects.toThrow('interrupted by a person')
    expect(await readFile(join(root, 'state'), 'utf8')).toContain('"status": "tainted"')
    await using next = await terraform().plan(layer, { destroy: true })
    expect(next?.summary.destroy).toBe(1)
  })
})
