import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEnvironment } from './environments.ts'
import { startMoto } from './moto.ts'
import { lacks } from './programs.ts'
import { copyTerraform, lacksPlugins, type TerraformCopy } from './terraform.ts'

const vpc = 'environments/dev/01_vpc'
const rds = 'environments/dev/02_rds'

// moto makes no EKS cluster on Auto Mode and knows no Pod Identity, so the layers after these two meet mocks only.
describe.skipIf(lacksPlugins || lacks('moto_server'))('against moto (needs it and provider plugins)', () => {
  test('01_vpc and 02_rds of dev are made in order, then need no change, and leave nothing behind', {
    timeout: 15 * 60_000,
  }, async () => {
    await using moto = await startMoto()
    await using copy = await copyTerraform()
    for (const layer of [vpc, rds]) await callMoto(copy, layer, moto.url)
    await ignoreWhatMotoForgets(copy)

    const { stderr } = await copy.terraform(rds, ['plan'])
    expect(stderr).toContain('Apply it first')

    await expectExit(copy, vpc, 0, ['apply', '-auto-approve'])
    await expectExit(copy, rds, 0, ['apply', '-auto-approve'])

    const { region } = readEnvironment('dev')
    const connection = JSON.parse(await moto.secret(region, 'gitops-example-dev/api-database'))
    expect(connection).toMatchObject({
      PGUSER: 'api',
      PGPASSWORD: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    })
    const state = await readFile(join(copy.folder, rds, 'terraform.tfstate'), 'utf8')
    expect(state).toContain('api-database')
    expect(state).not.toContain(connection.PGPASSWORD)

    for (const layer of [vpc, rds]) await expectExit(copy, layer, 0, ['plan', '-detailed-exitcode'])
    for (const layer of [rds, vpc]) await expectExit(copy, layer, 0, ['destroy', '-auto-approve'])
    for (const layer of [vpc, rds])
      expect((await copy.terraform(layer, ['show'])).stdout).toMatch(/^The state file is empty/)
  })
})

/** Only in the copy: where the provider finds AWS, with which keys, and state in a file. */
async function callMoto(copy: TerraformCopy, layer: string, url: string): Promise<void> {
  const services = ['ec2', 'iam', 'kms', 'logs', 'rds', 'secretsmanager', 'ssm', 'sts']
  const override = `terraform {
  backend "local" {}
}

provider "aws" {
  access_key = "testing"
  secret_key = "testing"
  endpoints {
${services.map((service) => `    ${service} = "${url}"`).join('\n')}
  }
}
`
  await writeFile(join(copy.folder, layer, 'moto_override.tf'), override)
  await expectExit(copy, layer, 0, ['init'])
}

/**
 * moto 5.2 keeps no Performance Insights of an Aurora instance, and answers with a scaling of Serverless v1 that nobody
 * set; both would show up as changes in the second plan.
 */
async function ignoreWhatMotoForgets({ folder }: TerraformCopy): Promise<void> {
  const override = `resource "aws_rds_cluster" "this" {
  lifecycle {
    ignore_changes = [scaling_configuration]
  }
}

resource "aws_rds_cluster_instance" "this" {
  lifecycle {
    ignore_changes = [
      performance_insights_enabled,
      performance_insights_kms_key_id,
      performance_insights_retention_period,
    ]
  }
}
`
  await writeFile(join(folder, 'tf_modules', 'rds', 'moto_override.tf'), override)
}

async function expectExit(copy: TerraformCopy, layer: string, code: number, args: string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await copy.terraform(layer, args)
  expect(exitCode, `terraform ${args.join(' ')} in ${layer}\n${stdout}${stderr}`).toBe(code)
}
