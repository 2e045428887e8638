import { appendFile, chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type ExecResult, exec, tryExec } from '@gitops-example/kit/process/exec'
import { describe, expect, test } from 'vitest'
import { readEnvironment } from './environments.ts'
import { startMoto } from './moto.ts'
import { lacks, root } from './programs.ts'
import { copyTerraform, fillInSettings, lacksPlugins, type TerraformCopy } from './terraform.ts'

// moto makes no EKS cluster on Auto Mode and knows no Pod Identity: 03_eks is planned only, and 04_argocd meets mocks.
describe.skipIf(lacksPlugins || lacks('aws', 'moto_server'))(
  'gitops provision and destroy, with the real terraform and aws against moto (need them and provider plugins)',
  () => {
    test('dev gets its network and database, then needs no change, and leaves nothing behind', {
      timeout: 15 * 60_000,
    }, async () => {
      await using moto = await startMoto(readEnvironment('dev').region)
      await using checkout = await copyTerraform(moto.env)
      const gitops = await withCommandLine(checkout)
      await ignoreWhatMotoForgets(checkout)

      // Given an account, settings filled in, and the bucket of the state
      await fillInSettings(checkout)
      const bucket = await bootstrap(checkout)
      await moto.removeBucketPolicy(bucket)

      // A layer before its turn is refused, and so is one that another run works on
      const early = await gitops(['provision', 'dev', '--layer', '2', '--yes'], 1)
      expect(early.stderr).toContain('02_rds of dev depends on 01_vpc, which is not applied')
      await moto.putObject(bucket, 'dev/01_vpc.tfstate.tflock', JSON.stringify(lock))
      const second = await gitops(['provision', 'dev', '--layer', '1', '--yes'], 1)
      expect(second.stderr).toContain('me@elsewhere since 2026-01-01 holds the lock')
      expect(second.stderr).toContain(`01_vpc force-unlock ${lock.ID}`)
      await checkout.terraform('environments/dev/01_vpc', ['force-unlock', '-force', lock.ID])

      // When the first two layers are provisioned
      await gitops(['provision', 'dev', '--layer', '1', '--yes'])
      await gitops(['provision', 'dev', '--layer', '2', '--yes'])

      // Then the API's password is in Secrets Manager, and not in the encrypted state
      const connection = JSON.parse(await moto.secret('gitops-example-dev/api-database'))
      expect(connection).toMatchObject({
        PGUSER: 'api',
        PGPASSWORD: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      })
      const state = await moto.getObject(bucket, 'dev/02_rds.tfstate')
      expect(state.headers.get('x-amz-server-side-encryption')).toBe('AES256')
      const text = await state.text()
      expect(text).toContain('gitops-example-dev/api-database')
      expect(text).not.toContain(connection.PGPASSWORD)

      // And nothing is left to change in them
      const { stdout } = await gitops(['provision', 'dev', '--plan'])
      expect(stdout).toMatch(
        /01_vpc +nothing to change\n +02_rds +nothing to change\n +03_eks +would change\n/,
      )

      // And all of it goes
      const gone = await gitops(['destroy', 'dev', '--yes'])
      expect(gone.stdout + gone.stderr).toContain('Destroyed 02_rds, 01_vpc of dev.')
      for (const layer of ['01_vpc', '02_rds']) {
        const shown = await checkout.terraform(`environments/dev/${layer}`, ['show'])
        expect(shown.stdout).toMatch(/^The state file is empty/)
      }
    })
  },
)

/** The command line of a checkout works on that checkout, so this one gets a copy of it. */
async function withCommandLine(checkout: TerraformCopy) {
  const cli = join('platform', 'cli')
  for (const part of ['bin', 'src', 'package.json']) {
    await cp(join(root, cli, part), join(checkout.root, cli, part), { recursive: true })
  }
  await symlink(join(root, 'node_modules'), join(checkout.root, 'node_modules'))
  const program = [process.execPath, join(checkout.root, cli, 'bin', 'gitops.mjs')]
  return async (argv: readonly string[], code = 0): Promise<ExecResult> => {
    const result = await tryExec([...program, ...argv], { env: { ...checkout.env, NO_COLOR: '1' } })
    expect(result.exitCode, `gitops ${argv.join(' ')}\n${result.stdout}${result.stderr}`).toBe(code)
    return result
  }
}

/** Runs bootstrap.sh with a `curl` that brings a certificate from nowhere; returns the bucket that it made. */
async function bootstrap({ root, folder, env }: TerraformCopy): Promise<string> {
  const programs = join(root, 'bin')
  await mkdir(programs)
  const curl = `#!/bin/sh
while [ "$1" != --output ]; do shift; done
echo '-----BEGIN CERTIFICATE-----' >"$2"
`
  await writeFile(join(programs, 'curl'), curl)
  await chmod(join(programs, 'curl'), 0o755)
  await exec(['bash', join(folder, 'environments', 'bootstrap.sh'), 'dev'], {
    env: { ...env, PATH: `${programs}${delimiter}${env.PATH}` },
  })
  const file = join(folder, 'environments', 'dev', 'backend.hcl')
  await appendFile(file, 'use_path_style = true # moto has no host name for each bucket\n')
  const [, bucket = ''] = /^bucket = "(.+)"$/m.exec(await readFile(file, 'utf8')) ?? []
  return bucket
}

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
