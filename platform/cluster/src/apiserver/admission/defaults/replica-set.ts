import type { JsonDraft } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

export function replicaSetDefaults(spec: JsonDraft): void {
  spec.replicas ??= 1
  podTemplateDefaults(spec.template)
}
