import { GitopsError } from '@gitops-example/kit/errors'
import type { Aws } from './aws/aws.ts'
import { hasPublished } from './aws/published.ts'
import type { Environment } from './environment/environment.ts'
import type { Layer } from './environment/layers.ts'
import { describePlan } from './terraform/plan-summary.ts'
import type { Terraform } from './terraform/terraform.ts'

export interface ProvisionOptions {
  environment: Environment
  /** The chosen layers, in order. */
  layers: readonly Layer[]
  terraform: Pick<Terraform, 'init' | 'plan' | 'apply'>
  aws: Aws
  /** `plan` changes nothing. */
  mode: 'plan' | 'apply'
  /** Asked before each layer that would change; only true continues. */
  confirm: (question: string) => Promise<boolean>
  progress: (line: string) => void
}

export interface LayerOutcome {
  layer: string
  result: 'unchanged' | 'planned' | 'applied' | 'declined' | 'waits'
}

/**
 * Plans and applies the layers one after the other, each using what those before it have published. Stops at the
 * first that fails (`layer-failed`, with the command to continue with), is declined, or cannot be planned yet.
 */
export async function provision(options: ProvisionOptions): Promise<LayerOutcome[]> {
  const { environment, layers, progress } = options
  const outcomes: LayerOutcome[] = []
  for (const [index, layer] of layers.entries()) {
    const missing = await missingBefore(options, layer)
    if (missing !== undefined && (index === 0 || options.mode === 'apply'))
      throw outOfOrder(environment, layer, missing)
    progress(`${layer.name} of ${environment.name}`)
    const result = missing === undefined ? await withResume(options, layer) : 'waits'
    if (missing !== undefined) progress(`${layer.name} can be planned once ${missing.name} is applied.`)
    outcomes.push({ layer: layer.name, result })
    if (result === 'declined' || result === 'waits') break
  }
  return outcomes
}

async function withResume(options: ProvisionOptions, layer: Layer): Promise<LayerOutcome['result']> {
  try {
    return await provisionLayer(options, layer)
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error
    const next = `gitops provision ${options.environment.name} --from ${layer.number}`
    throw new GitopsError('layer-failed', error.message, {
      hint: `${error.hint ?? 'Fix what Terraform reports above.'} Then continue with: ${next}`,
      cause: error,
    })
  }
}

async function provisionLayer(options: ProvisionOptions, layer: Layer): Promise<LayerOutcome['result']> {
  const { environment, terraform, mode, confirm, progress } = options
  await terraform.init(layer)
  await using plan = await terraform.plan(layer, { destroy: false })
  if (plan === undefined) return 'unchanged'
  if (mode === 'plan') return 'planned'
  if (!(await confirm(`Apply ${layer.name} to ${environment.name} (${describePlan(plan.summary)})?`)))
    return 'declined'
  await terraform.apply(layer, plan)
  progress(`${layer.name} is applied.`)
  return 'applied'
}

async function missingBefore(
  { environment, aws }: ProvisionOptions,
  layer: Layer,
): Promise<Layer | undefined> {
  for (const earlier of environment.layers.filter(({ number }) => number < layer.number)) {
    if (!(await hasPublished(aws, environment.settings, earlier))) return earlier
  }
  return undefined
}

function outOfOrder({ name }: Environment, layer: Layer, missing: Layer): GitopsError {
  return new GitopsError(
    'layers-out-of-order',
    `${layer.name} of ${name} depends on ${missing.name}, which is not applied.`,
    {
      hint: `Start there: gitops provision ${name} --from ${missing.number}`,
    },
  )
}
