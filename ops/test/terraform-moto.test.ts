import { writeFile } from 'node:fs/promises'
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
  test('01_vpc and 02_rds of dev heed a lock, are made in order, then need no change, and leave nothing behind', {
    timeout: 15 * 60_000,
  }, async () => {
    const { region } = readEnvironment('dev')
    await using moto = await startMoto(region)
    await using copy = await copyTerraform(moto.env)
    const terraform = async (layer: string, args: readonly string[], code = 0) => {
      const { exitCode, stdout, stderr } = await copy.terraform(layer, args)
      expect(exitCode, `terraform ${args.join(' ')} in ${layer}\n${stdout}${stderr}`).toBe(code)
      return stdout + stderr
    }
    await ignoreWhatMotoForgets(copy)
    await moto.makeBucket('state')
    // The settings that bootstrap.sh writes, and one that a server without a name for each bucket needs.
    const backend = ['bucket=state', `region=${region}`, 'use_path_style=true']
    for (const layer of [vpc, rds]) {
      await terraform(layer, ['init', ...backend.map((setting) => `-backend-config=${setting}`)])
    }

    expect(await terraform(rds, ['plan'], 1)).toContain('Apply it first')

    await moto.putObject('state', 'dev/01_vpc.tfstate.tflock', JSON.stringify(lock))
    expect(await terraform(vpc, ['plan'], 1)).toMatch(/Error acquiring the state lock.*Who: +me@elsewhere/s)
    await terraform(vpc, ['force-unlock', '-force', lock.ID])

    await terraform(vpc, ['apply', '-auto-approve'])
    await terraform(rds, ['apply', '-auto-approve'])

    const connection = JSON.parse(await moto.secret('gitops-example-dev/api-database'))
    expect(connection).toMatchObject({
      PGUSER: 'api',
      PGPASSWORD: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
    })
    const state = await moto.getObject('state', 'dev/02_rds.tfstate')
    expect(state.headers.get('x-amz-server-side-encryption')).toBe('AES256')
    const text = await state.text()
    expect(text).toContain('gitops-example-dev/api-database')
    expect(text).not.toContain(connection.PGPASSWORD)

    for (const layer of [vpc, rds]) await terraform(layer, ['plan', '-detailed-exitcode'])
    for (const layer of [rds, vpc]) await terraform(layer, ['destroy', '-auto-approve'])
    for (const layer of [vpc, rds])
      expect(await terraform(layer, ['show'])).toMatch(/^The state file is empty/)
  })
})

/** What a run elsewhere leaves beside the state as long as it works on it. */
const lock = {
  ID: '0b1d2c3e-0000-4000-8000-000000000000',
  Operation: 'OperationTypeApply',
  Who: 'me@elsewhere',
  Version: '1.11.4',
  Created: '2026-01-01T00:00:00Z',
  Path: 'state/dev/01_vpc.tfstate',
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
