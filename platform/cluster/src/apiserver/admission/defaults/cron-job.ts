import { asDraft, isDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

/** The template of a CronJob keeps a Job's defaults for later: only its pod template is filled in. */
export function cronJobDefaults(spec: JsonDraft): void {
  spec.concurrencyPolicy ??= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
  if (!isDraft(spec.jobTemplate)) return
  podTemplateDefaults(asDraft(spec.jobTemplate.spec).template)
}
