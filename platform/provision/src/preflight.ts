import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Aws } from './aws/aws.ts'
import { checkAccount } from './aws/check-account.ts'
import { checkStateBucket } from './aws/check-state-bucket.ts'
import { type Environment, environmentNames, readEnvironment } from './environment/environment.ts'
import { settingsProblems } from './environment/settings-problems.ts'
import type { Terraform } from './terraform/terraform.ts'

/** Throws `environment-invalid` with every mistake in the environment's settings. */
export function checkSettings(root: string, environment: Environment): void {
  const others = environmentNames(root)
    .filter((name) => name !== environment.name)
    .map((name) => [name, readEnvironment(root, name).settings.cidr])
  const problems = settingsProblems(environment.settings, environment.name, Object.fromEntries(others))
  if (!existsSync(join(environment.dir, '05_applications', 'rds-ca.pem'))) {
    problems.push(
      `05_applications/rds-ca.pem is missing, and without it the API trusts no database: ops/environments/bootstrap.sh ${environment.name} downloads it.`,
    )
  }
  if (problems.length === 0) return
  throw new GitopsError(
    'environment-invalid',
    `ops/environments/${environment.name} is not ready; see environment.yaml there:\n${problems.map((line) => `  - ${line}`).join('\n')}\n`,
    { hint: 'Fix it and commit it, then run the same command again.' },
  )
}

/** Throws unless the programs, the credentials and the bucket of the state are available. Changes nothing. */
export async function checkAccess(
  environment: Environment,
  { terraform, aws }: { terraform: Pick<Terraform, 'checkVersion'>; aws: Aws },
): Promise<void> {
  await terraform.checkVersion()
  const account = await checkAccount(aws, environment.settings)
  await checkStateBucket(aws, environment, account)
}
