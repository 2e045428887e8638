import { readEnvironment } from '@gitops-example/provision/environment/environment'
import { chooseLayers } from '@gitops-example/provision/environment/layers'
import { checkAccess, checkSettings } from '@gitops-example/provision/preflight'
import { type LayerOutcome, provision as provisionLayers } from '@gitops-example/provision/provision'
import { cloudPrograms } from '../context/cloud.ts'
import { confirmer } from '../context/confirm.ts'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { provision as spec } from '../verbs/provision.ts'

export const provision = handler(spec, async ({ values, words }, io) => {
  const name = words.ENV
  const planOnly = values.plan === true
  const environment = readEnvironment(io.root, name)
  const layers = chooseLayers(environment.layers, {
    ...(values.layer === undefined ? {} : { only: values.layer }),
    ...(values.from === undefined ? {} : { from: values.from }),
  })
  checkSettings(io.root, environment)
  const confirm = confirmer(io, 'yes', planOnly || values.yes === true)
  const programs = cloudPrograms(io, environment, values.json ? io.err : io.out)
  await checkAccess(environment, programs)
  const outcomes = await provisionLayers({
    environment,
    layers,
    ...programs,
    mode: planOnly ? 'plan' : 'apply',
    confirm,
    progress: (line) => io.err(io.paint('bold', line)),
  })
  if (values.json) printJson(io, { environment: name, layers: outcomes })
  else for (const line of layerLines(outcomes)) io.out(line)
  const declined = outcomes.find(({ result }) => result === 'declined')
  if (declined === undefined) return 0
  io.err(`Stopped. Continue with: ./gitops provision ${name} --from ${declined.layer}`)
  return 1
})

function layerLines(outcomes: readonly LayerOutcome[]): string[] {
  const words = {
    unchanged: 'nothing to change',
    planned: 'would change',
    applied: 'applied',
    declined: 'declined, not changed',
    waits: 'cannot be planned until the layer before it is applied',
  }
  return outcomes.map(({ layer, result }) => `  ${layer.padEnd(12)} ${words[result]}`)
}
