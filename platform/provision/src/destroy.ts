import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Aws } from './aws/aws.ts'
import { waitForNoLoadBalancers } from './aws/load-balancers.ts'
import type { Environment } from './environment/environment.ts'
import type { Layer } from './environment/layers.ts'
import type { SavedPlan, Terraform } from './terraform/terraform.ts'

export interface DestroyOptions {
  environment: Environment
  terraform: Pick<Terraform, 'init' | 'plan' | 'apply'>
  aws: Aws
  /** Asked once, when it is known what would go; only true goes on. */
  confirm: (question: string) => Promise<boolean>
  progress: (line: string) => void
  clock: Clock
  signal?: AbortSignal
}

/**
 * Takes an environment down, last layer first: Argo CD removes the applications with their load balancers before the
 * cluster and the network go. Every layer is planned before any is touched, so that protection that would stop it
 * half-way stops it at once (`environment-protected`). Returns what went; undefined when the person declined.
 */
export async function destroy(options: DestroyOptions): Promise<string[] | undefined> {
  const { environment, terraform, aws, confirm, progress } = options
  const layers = environment.layers.toReversed()
  await using plans = new AsyncDisposableStack()
  const planned: { layer: Layer; plan: SavedPlan }[] = []
  for (const layer of layers) {
    progress(`${layer.name} of ${environment.name}`)
    const plan = await withResume(options, layer, async () => {
      await terraform.init(layer)
      return terraform.plan(layer, { destroy: true })
    })
    if (plan !== undefined) planned.push({ layer, plan: plans.use(plan) })
  }
  if (planned.length === 0) return []
  refuseGuarded(environment, planned)
  const count = planned.reduce((sum, { plan }) => sum + plan.summary.destroy, 0)
  if (!(await confirm(`Destroy ${count} resources of ${environment.name} and all data in them?`)))
    return undefined
  for (const { layer, plan } of planned) {
    await withResume(options, layer, async () => {
      if (layer !== layers[0]) await waitForNoLoadBalancers(aws, environment.settings, options)
      await terraform.apply(layer, plan)
    })
    progress(`${layer.name} is gone.`)
  }
  return planned.map(({ layer }) => layer.name)
}

function refuseGuarded({ name }: Environment, planned: readonly { layer: Layer; plan: SavedPlan }[]): void {
  const guarded = planned.flatMap(({ layer, plan }) =>
    plan.summary.guarded.map((address) => ({ layer, address })),
  )
  if (guarded.length === 0) return
  const layers = [...new Set(guarded.map(({ layer }) => layer.name))].sort()
  throw new GitopsError(
    'environment-protected',
    `${name} is protected from deletion: ${guarded.map(({ address }) => address).join(', ')}.`,
    {
      hint: `Set protected = false in ${layers.map((layer) => `ops/environments/${name}/${layer}/main.tf`).join(' and ')}, run gitops provision ${name}, then this again.`,
    },
  )
}

async function withResume<T>(
  { environment }: DestroyOptions,
  layer: Layer,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error
    throw new GitopsError(
      'layer-failed',
      `${layer.name} of ${environment.name} is not destroyed: ${error.message}`,
      {
        hint: `${error.hint ?? 'Correct what Terraform says above.'} Then run the same command again: layers already destroyed are skipped.`,
        cause: error,
      },
    )
  }
}
