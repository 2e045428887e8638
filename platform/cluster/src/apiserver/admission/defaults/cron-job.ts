import { asObject, isObject, type JsonObject } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

/** The template of a CronJob keeps a Job's defaults for later: only its pod template is filled in. */
export function cronJobDefaults(spec: JsonObject): void {
  spec.concurrencyPolicy ??= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
  if (!isObject(spec.jobTemplate)) return
  podTemplateDefaults(asObject(spec.jobTemplate.spec).template)
}
