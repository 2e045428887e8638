import { asObject, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import { sameJson } from '../../../../machinery/json/same.ts'
import type { Causes } from '../causes.ts'
import { immutable, nonNegative, oneOf } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'
import { checkPodTemplate } from './pod-template.ts'

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
]

export const jobRules: KindRules = {
  check(object, causes) {
    checkJobSpec(asObject(object.spec), 'spec', causes)
  },
  checkUpdate(object, old, causes) {
    const [next, before] = [asObject(object.spec), asObject(old.spec)]
    if (!(before.suspend === true && next.completionMode === 'Indexed')) {
      immutable(next.completions, before.completions, 'spec.completions', causes)
    }
    for (const field of [
      'selector',
      'completionMode',
      'podFailurePolicy',
      'backoffLimitPerIndex',
      'managedBy',
    ]) {
      immutable(next[field], before[field], `spec.${field}`, causes)
    }
    // The template of a Job that waits may still get where its pods go; nothing else may change.
    if (!sameJson(next.template, before.template))
      causes.invalid('spec.template', next.template, 'field is immutable')
  },
}

export function checkJobSpec(spec: JsonObject, field: string, causes: Causes): void {
  for (const name of counts) nonNegative(spec[name], `${field}.${name}`, causes)
  oneOf(spec.completionMode, ['Indexed', 'NonIndexed'], `${field}.completionMode`, causes)
  if (spec.completionMode === 'Indexed' && spec.completions === undefined) {
    causes.required(`${field}.completions`, 'when completion mode is Indexed')
  }
  const { template } = spec
  if (!isObject(template)) {
    causes.required(`${field}.template`)
    return
  }
  checkPodTemplate(template, `${field}.template`, causes)
  const { restartPolicy } = asObject(template.spec)
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') {
    causes.required(`${field}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')
  }
}
