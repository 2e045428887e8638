import { field, isRecord } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Path } from './path.ts'

/**
 * The leaf fields that some managers own by the object's `metadata.managedFields` (format FieldsV1: `f:` names a field,
 * `k:` an entry of a list by its keys, `v:` one by its value).
 */
export function managedPaths(object: KubeObject, isManager: (manager: string) => boolean): Path[] {
  return (object.metadata.managedFields ?? [])
    .filter(({ manager }) => manager !== undefined && isManager(manager))
    .flatMap(({ fieldsV1 }) => leaves(fieldsV1, object, []))
}

function leaves(fields: unknown, value: unknown, at: Path): Path[] {
  const children = isRecord(fields) ? Object.entries(fields).filter(([key]) => key !== '.') : []
  if (children.length === 0) return at.length === 0 ? [] : [at]
  return children.flatMap(([key, below]) => {
    const step = stepOf(key, value)
    if (step === undefined) return []
    const inside = field(value, step)
    return inside === undefined ? [] : leaves(below, inside, [...at, step])
  })
}

function stepOf(key: string, value: unknown): string | number | undefined {
  const text = key.slice(2)
  if (key.startsWith('f:')) return text
  const wanted: unknown = JSON.parse(text)
  const list: unknown[] = Array.isArray(value) ? value : []
  const index = list.findIndex((item) =>
    key.startsWith('k:') && isRecord(wanted) && isRecord(item)
      ? Object.entries(wanted).every(([name, part]) => sameJson(item[name], part))
      : sameJson(item, wanted),
  )
  return index < 0 ? undefined : index
}
