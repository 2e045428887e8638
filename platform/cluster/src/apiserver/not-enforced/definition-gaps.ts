import { asArray, asObject, isObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Gap } from './gap.ts'

/** What a CustomResourceDefinition may say without effect. */
export const definitionGaps: readonly Gap[] = [
  definitionGap('x-kubernetes-validations', 'Rules in CEL are not evaluated.', (definition) =>
    someSchema(definition, (schema) => asArray(schema['x-kubernetes-validations']).length > 0),
  ),
  definitionGap(
    'conversion.strategy: Webhook',
    'Versions differ in `apiVersion` only.',
    ({ spec }) => asObject(asObject(spec).conversion).strategy === 'Webhook',
  ),
]

function definitionGap(name: string, instead: string, isAsked: Gap['isAsked']): Gap {
  return {
    because: 'definition',
    name,
    instead,
    isAsked: (object) => object.kind === 'CustomResourceDefinition' && isAsked(object),
  }
}

function someSchema({ spec }: JsonObject, isAsked: (schema: JsonObject) => boolean): boolean {
  return asArray(asObject(spec).versions).some((version) =>
    some(asObject(asObject(version).schema).openAPIV3Schema, isAsked),
  )
}

function some(schema: unknown, isAsked: (schema: JsonObject) => boolean): boolean {
  if (Array.isArray(schema)) return schema.some((item) => some(item, isAsked))
  if (!isObject(schema)) return false
  return isAsked(schema) || Object.values(schema).some((child) => some(child, isAsked))
}
