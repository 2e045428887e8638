import type { JsonObject } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

export function replicaSetDefaults(spec: JsonObject): void {
  spec.replicas ??= 1
  podTemplateDefaults(spec.template)
}
