import { cloneJson } from '../../../machinery/json/clone.ts'
import {
  asDraft,
  asObject,
  asString,
  isObject,
  type JsonDraft,
  type JsonObject,
} from '../../../machinery/json/json.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'
import type { Schemas } from '../../../machinery/schema/schemas.ts'
import { compare } from './compare.ts'
import { difference, emptySet, type FieldSet } from './field-set.ts'
import { setOf } from './set-of.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
const kubectl = 'kubectl'

/**
 * What kubectl may take without force: what it applied on the client's side before, as far as that still stands
 * (Kubernetes: upgrading from client-side apply to server-side apply).
 */
export function allowedByLastApplied(
  schemas: Schemas,
  schema: Schema | undefined,
  manager: string,
  live: JsonObject,
): FieldSet {
  const applied = manager === kubectl ? parse(lastApplied(live)) : undefined
  if (applied === undefined || applied.apiVersion !== live.apiVersion) return emptySet
  const { added, modified, removed } = compare(schemas, schema, applied, live)
  return [added, modified, removed].reduce(difference, setOf(schemas, schema, applied))
}

/** Keeps kubectl's note of its configuration in step, where there is one. Changes `next` in place. */
export function updateLastApplied(manager: string, next: JsonDraft, applied: JsonObject): void {
  if (manager !== kubectl || lastApplied(next) === '') return
  const noted = cloneJson(applied)
  delete asDraft(asDraft(noted.metadata).annotations)[annotation]
  const metadata = asObject(next.metadata)
  next.metadata = {
    ...metadata,
    annotations: { ...asObject(metadata.annotations), [annotation]: `${JSON.stringify(noted)}\n` },
  }
}

function lastApplied({ metadata }: JsonObject): string {
  return asString(asObject(asObject(metadata).annotations)[annotation])
}

function parse(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
