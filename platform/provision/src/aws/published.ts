import type { EnvironmentSettings } from '../environment/environment.ts'
import type { Layer } from '../environment/layers.ts'
import { type Aws, texts } from './aws.ts'

/** Whether a layer has been applied: it then publishes its outputs as parameters, for those after it. */
export async function hasPublished(aws: Aws, settings: EnvironmentSettings, layer: Layer): Promise<boolean> {
  const path = `/${settings.project}/${settings.environment}/${layer.word}`
  const query = ['ssm', 'get-parameters-by-path', '--path', path, '--query', 'Parameters[].Name']
  return texts(await aws.json(query)).length > 0
}
