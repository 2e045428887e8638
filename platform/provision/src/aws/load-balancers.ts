import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { EnvironmentSettings } from '../environment/environment.ts'
import { type Aws, texts } from './aws.ts'

const pollMs = 15_000
const patienceMs = 10 * 60_000

/**
 * Resolves when the network of an environment has no load balancer. The cluster creates them for Services and takes
 * some minutes to remove them; the network cannot be destroyed while one is left. Throws `load-balancers-left` after ten minutes.
 */
export async function waitForNoLoadBalancers(
  aws: Aws,
  settings: EnvironmentSettings,
  { clock, progress, signal }: { clock: Clock; progress: (line: string) => void; signal?: AbortSignal },
): Promise<void> {
  const vpc = await vpcOf(aws, settings)
  if (vpc === undefined) return
  const deadline = clock.now() + patienceMs
  for (;;) {
    const query = `LoadBalancers[?VpcId=='${vpc}'].LoadBalancerName`
    const left = texts(await aws.json(['elbv2', 'describe-load-balancers', '--query', query]))
    if (left.length === 0) return
    if (clock.now() >= deadline) {
      throw new GitopsError(
        'load-balancers-left',
        `Cannot destroy the network ${vpc}: it still has the load balancers ${left.join(', ')}.`,
        {
          hint: `Delete them (aws elbv2 delete-load-balancer), then run the same command again.`,
        },
      )
    }
    progress(`Waiting for load balancers to be deleted: ${left.join(', ')}`)
    await sleep(clock, pollMs, signal)
  }
}

/** Undefined when the network no longer exists. */
async function vpcOf(aws: Aws, { project, environment }: EnvironmentSettings): Promise<string | undefined> {
  const path = `/${project}/${environment}/vpc`
  const query = "Parameters[?ends_with(Name, '/vpc_id')].Value"
  return texts(await aws.json(['ssm', 'get-parameters-by-path', '--path', path, '--query', query]))[0]
}
