import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from './environments.ts'
import { copyTerraform, fillInSettings, folders, lacksPlugins, type TerraformCopy } from './terraform.ts'

describe.skipIf(lacksPlugins)('with the provider plugins (needs terraform and them)', () => {
  let copy: TerraformCopy
  /** What terraform init has made stays right: later edits change neither providers nor modules. */
  const initialised = new Set<string>()

  beforeAll(async () => {
    copy = await copyTerraform()
  })

  afterAll(() => copy[Symbol.asyncDispose]())

  test.each([
    { layer: '03_eks', says: 'admins is empty' },
    { layer: '04_argocd', says: 'repository_url must be' },
  ])('$layer refuses settings that nobody has filled in', async ({ layer, says }) => {
    await init(`environments/dev/${layer}`)
    const { exitCode, stderr } = await copy.terraform(`environments/dev/${layer}`, ['validate'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(says)
  })

  describe('and filled in settings', () => {
    beforeAll(() => fillInSettings(copy))

    // As they are committed: the mocks below change them. terraform test validates every other folder.
    test.each(modules.map((name) => `tf_modules/${name}`))('%s is valid', async (folder) => {
      await init(folder)
      await expectSuccess(folder, ['validate'])
    })
  })

  describe('and mocks of what they call', () => {
    beforeAll(async () => {
      await fillInSettings(copy)
      await mockEphemerals(copy)
    })

    test.each(folders)('%s keeps its promises', async (folder) => {
      await init(folder)
      await expectSuccess(folder, ['test'])
    })
  })

  async function init(folder: string) {
    if (initialised.has(folder)) return
    await expectSuccess(folder, ['init', '-backend=false'])
    initialised.add(folder)
  }

  async function expectSuccess(folder: string, args: string[]) {
    const { exitCode, stdout, stderr } = await copy.terraform(folder, args)
    expect(exitCode, `terraform ${args.join(' ')}\n${stdout}${stderr}`).toBe(0)
  }
})

/**
 * A mocked provider refuses ephemeral resources before Terraform 1.17 (hashicorp/terraform#38608). The data source of
 * the same name takes the same arguments and gives the same attribute, so it takes the place here.
 */
async function mockEphemerals({ folder }: TerraformCopy) {
  for (const file of ['rds/api-secret.tf', 'argocd/secrets.tf']) {
    const path = join(folder, 'tf_modules', file)
    const text = await readFile(path, 'utf8')
    const mockable = text
      .replaceAll(
        'ephemeral "aws_secretsmanager_random_password"',
        'data "aws_secretsmanager_random_password"',
      )
      .replaceAll('ephemeral.aws_secretsmanager', 'data.aws_secretsmanager')
    expect(mockable).not.toBe(text)
    await writeFile(path, mockable)
  }
}
