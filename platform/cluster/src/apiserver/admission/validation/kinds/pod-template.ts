import { asObject, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { validateAnnotations, validateLabels } from '../metadata.ts'
import { checkPodSpec } from './pod-spec.ts'

export function checkPodTemplate(template: JsonObject, field: string, causes: Causes): void {
  const metadata = asObject(template.metadata)
  validateLabels(asObject(metadata.labels), `${field}.labels`, causes)
  validateAnnotations(asObject(metadata.annotations), `${field}.annotations`, causes)
  if (isObject(template.spec)) checkPodSpec(template.spec, `${field}.spec`, causes)
}
