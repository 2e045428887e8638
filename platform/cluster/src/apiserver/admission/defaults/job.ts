import { asDraft, asString, isDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

/** A Job selects its pods by its own uid unless `manualSelector` says otherwise. */
export function jobDefaults(spec: JsonDraft, job: JsonDraft): void {
  jobSpecDefaults(spec)
  if (spec.manualSelector === true || !isDraft(spec.template)) return
  const { uid, name } = asDraft(job.metadata)
  const metadata = asDraft(spec.template.metadata)
  spec.template.metadata = metadata
  const labels = asDraft(metadata.labels)
  metadata.labels = labels
  for (const prefix of ['', 'batch.kubernetes.io/']) {
    labels[`${prefix}controller-uid`] ??= uid
    labels[`${prefix}job-name`] ??= asString(name)
  }
  spec.selector ??= { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }
}

export function jobSpecDefaults(spec: JsonDraft): void {
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
