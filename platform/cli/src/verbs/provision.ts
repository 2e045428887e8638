import { readEnvironment } from '@gitops-example/provision/environment/environment'
import { chooseLayers } from '@gitops-example/provision/environment/layers'
import { checkAccess, checkSettings } from '@gitops-example/provision/preflight'
import { type LayerOutcome, provision as provisionLayers } from '@gitops-example/provision/provision'
import { cloudPrograms } from '../context/cloud.ts'
import { confirmer } from '../context/confirm.ts'
import type { Io } from '../io.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  layer: { type: 'string' },
  from: { type: 'string' },
  plan: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const

export const provision: Verb = {
  usage: 'ENV [--layer N | --from N] [--plan] [--yes]',
  help: `
Makes or changes an environment on AWS: its Terraform layers in order. Shows the plan of each layer and asks
before it changes anything, since most of it costs money. Stops at the first layer that fails, and names the
command to go on with. Exit code 0 when every layer is as it should be, 1 when one failed or was declined.

  --layer N   only this layer, by its number or name
  --from N    this layer and those after it
  --plan      show what would change, change nothing
  --yes       do not ask; for machines

Settings are in ops/environments/ENV/environment.yaml; docs/guides/aws.md leads through the first time.

Examples:
  gitops provision dev --plan
  gitops provision dev
  gitops provision dev --from 3
  gitops provision prod --layer 02_rds --yes
`,
  options,
  async run(args, io) {
    const { values, positionals } = parseVerbArgs(args, options, 1)
    const [name] = positionals
    if (name === undefined) throw new UsageError('Name the environment.')
    if (values.layer !== undefined && values.from !== undefined) {
      throw new UsageError('--layer and --from exclude each other.')
    }
    const planOnly = values.plan === true
    const environment = readEnvironment(io.root, name)
    const layers = chooseLayers(environment.layers, {
      ...(values.layer === undefined ? {} : { only: values.layer }),
      ...(values.from === undefined ? {} : { from: values.from }),
    })
    checkSettings(io.root, environment)
    const confirm = confirmer(io, 'yes', planOnly || values.yes === true)
    const programs = cloudPrograms(io, environment)
    await checkAccess(environment, programs)
    const outcomes = await provisionLayers({
      environment,
      layers,
      ...programs,
      mode: planOnly ? 'plan' : 'apply',
      confirm,
      progress: (line) => io.err(io.paint('bold', line)),
    })
    return report(outcomes, name, io)
  },
}

function report(outcomes: readonly LayerOutcome[], name: string, io: Io): number {
  const words = {
    unchanged: 'nothing to change',
    planned: 'would change',
    applied: 'applied',
    declined: 'declined, not touched',
    waits: 'cannot be planned before the layer below it is applied',
  }
  for (const { layer, result } of outcomes) io.out(`  ${layer.padEnd(12)} ${words[result]}`)
  const declined = outcomes.find(({ result }) => result === 'declined')
  if (declined === undefined) return 0
  io.err(`Stopped. Go on with: gitops provision ${name} --from ${declined.layer}`)
  return 1
}
