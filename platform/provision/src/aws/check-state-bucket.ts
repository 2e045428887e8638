import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Environment } from '../environment/environment.ts'
import type { Aws } from './aws.ts'

/** Throws unless the bucket in `backend.hcl` exists and these credentials may use it. */
export async function checkStateBucket(aws: Aws, { name, dir }: Environment, account: string): Promise<void> {
  const hint = `Create it once: ops/environments/bootstrap.sh ${name}`
  const file = join(dir, 'backend.hcl')
  const bucket = existsSync(file) ? /^bucket *= *"([^"]+)"/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
  if (bucket === undefined) {
    throw new GitopsError(
      'state-bucket-missing',
      `ops/environments/${name}/backend.hcl names no bucket for the state.`,
      {
        hint,
      },
    )
  }
  try {
    await aws.json(['s3api', 'head-bucket', '--bucket', bucket, '--expected-bucket-owner', account])
  } catch (cause) {
    if (cause instanceof GitopsError && cause.code !== 'aws-failed') throw cause
    throw new GitopsError(
      'state-bucket-missing',
      `The bucket ${bucket} of ops/environments/${name}/backend.hcl does not exist, or account ${account} may not use it.`,
      { hint, cause },
    )
  }
}
