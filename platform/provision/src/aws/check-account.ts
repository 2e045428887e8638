import { GitopsError } from '@gitops-example/kit/errors'
import type { EnvironmentSettings } from '../environment/environment.ts'
import type { Aws } from './aws.ts'

/** Throws unless AWS accepts the credentials and they belong to the environment's account. Returns the account. */
export async function checkAccount(aws: Aws, settings: EnvironmentSettings): Promise<string> {
  let account: unknown
  try {
    account = await aws.json(['sts', 'get-caller-identity', '--query', 'Account'])
  } catch (cause) {
    if (cause instanceof GitopsError && cause.code !== 'aws-failed') throw cause
    throw new GitopsError(
      'credentials-missing',
      `AWS does not accept the current credentials for ${settings.environment} in ${settings.region}.${cause instanceof Error ? ` ${cause.message}` : ''}`,
      { hint: 'Sign in (aws sso login, or set AWS_PROFILE), then run the same command again.', cause },
    )
  }
  if (typeof account !== 'string')
    throw new GitopsError('aws-failed', 'aws sts get-caller-identity did not return an account.')
  if (settings.accountId !== '' && settings.accountId !== account) {
    throw new GitopsError(
      'wrong-account',
      `These credentials belong to account ${account}, but ${settings.environment} is in ${settings.accountId}.`,
      { hint: 'Sign in to that account, or correct account_id in environment.yaml.' },
    )
  }
  return account
}
