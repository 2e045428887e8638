import { asObject, asString, isObject, type JsonObject } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

/** A Job selects its pods by its own uid unless `manualSelector` says otherwise. */
export function jobDefaults(spec: JsonObject, job: JsonObject): void {
  jobSpecDefaults(spec)
  if (spec.manualSelector === true || !isObject(spec.template)) return
  const { uid, name } = asObject(job.metadata)
  const metadata = asObject(spec.template.metadata)
  spec.template.metadata = metadata
  const labels = asObject(metadata.labels)
  metadata.labels = labels
  for (const prefix of ['', 'batch.kubernetes.io/']) {
    labels[`${prefix}controller-uid`] ??= uid
    labels[`${prefix}job-name`] ??= asString(name)
  }
  spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }
}

export function jobSpecDefaults(spec: JsonObject): void {
  // Both left out means one pod; parallelism alone means a work queue.
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= 6
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.manualSelector ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'
  podTemplateDefaults(spec.template)
}
