import type { CustomResource } from '../../../machinery/custom-resource.ts'
import { cloneJson } from '../../../machinery/json/clone.ts'
import { isDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'

/** Defaults of a structural schema; a field that is null where null is not allowed takes its default too. */
export function customResourceDefaults(custom: CustomResource, object: JsonDraft): void {
  if (custom.schema !== undefined) fill(custom.schema, object)
}

function fill(schema: Schema, value: unknown): void {
  if (Array.isArray(value)) {
    if (schema.items !== undefined) for (const item of value) fill(schema.items, item)
    return
  }
  if (!isDraft(value)) return
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const isMissing = value[name] === undefined || (value[name] === null && !child.nullable)
    if (isMissing && child.default !== undefined) value[name] = cloneJson(child.default)
    if (value[name] !== undefined) fill(child, value[name])
  }
  if (typeof schema.additionalProperties !== 'object') return
  for (const [name, child] of Object.entries(value)) {
    if (schema.properties?.[name] === undefined) fill(schema.additionalProperties, child)
  }
}
