import { type Aws, awsIn } from '@gitops-example/provision/aws/aws'
import { cloudEnv } from '@gitops-example/provision/cloud-env'
import type { Environment } from '@gitops-example/provision/environment/environment'
import { Terraform } from '@gitops-example/provision/terraform/terraform'
import type { Io } from '../io.ts'

/** The programs that reach AWS for an environment. `plan` takes the plans, line by line; the rest is progress. */
export function cloudPrograms(
  io: Io,
  { settings }: Environment,
  plan: (line: string) => void,
): { terraform: Terraform; aws: Aws } {
  const env = cloudEnv(io.env)
  const terraform = new Terraform({
    root: io.root,
    env,
    colour: io.paint('bold', 'x') !== 'x',
    signal: io.signal,
    progress: io.err,
    plan,
  })
  return { terraform, aws: awsIn(settings.region, env, io.signal) }
}
