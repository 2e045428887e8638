import { asObject, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import { matchesLabelSelector } from '../../../../machinery/selectors/label-selector.ts'
import type { Causes } from '../causes.ts'
import { validateLabelSelector } from '../label-selector.ts'
import { checkPodTemplate } from './pod-template.ts'

/** What Deployments, ReplicaSets and StatefulSets have in common: a selector that picks the pods of the template. */
export function checkSelectorAndTemplate(spec: JsonObject, kind: string, causes: Causes): void {
  const { selector, template } = spec
  if (!isObject(selector)) {
    causes.required('spec.selector')
  } else {
    validateLabelSelector(selector, 'spec.selector', causes)
    if (Object.keys(selector).every((name) => isBare(selector[name]))) {
      causes.invalid('spec.selector', selector, `empty selector is invalid for ${kind}`)
    }
  }
  if (!isObject(template)) {
    causes.required('spec.template')
    return
  }
  const labels = asObject(asObject(template.metadata).labels)
  if (isObject(selector) && !matchesLabelSelector(selector, labels as Record<string, string>)) {
    causes.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')
  }
  checkPodTemplate(template, 'spec.template', causes)
  const podSpec = asObject(template.spec)
  if (podSpec.restartPolicy !== 'Always') {
    causes.unsupported('spec.template.spec.restartPolicy', podSpec.restartPolicy, ['Always'])
  }
  if (podSpec.activeDeadlineSeconds !== undefined) {
    causes.forbidden(
      'spec.template.spec.activeDeadlineSeconds',
      `activeDeadlineSeconds in ${kind} is not Supported`,
    )
  }
}

function isBare(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return Object.keys(asObject(value)).length === 0
}
