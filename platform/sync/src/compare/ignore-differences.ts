import type { IgnoreDifferences } from '@gitops-example/applications/parse/application'
import { isRecord } from '@gitops-example/kit/json/fields'
import type { KubeObject, ObjectRef } from '@gitops-example/kube-client/kube-object'
import { managedPaths } from './managed-paths.ts'
import type { Path } from './path.ts'

/** The entries of `spec.ignoreDifferences` that are meant for this object. */
export function rulesFor(rules: readonly IgnoreDifferences[], ref: ObjectRef): IgnoreDifferences[] {
  const fits = (wanted: string | undefined, actual: string) =>
    wanted === undefined || wanted === '*' || wanted === actual
  return rules.filter(
    (rule) =>
      fits(rule.group, ref.group) &&
      fits(rule.kind, ref.kind) &&
      fits(rule.name, ref.name) &&
      fits(rule.namespace, ref.namespace),
  )
}

/** The fields that do not count, as the rules and the live object's managed fields say. */
export function ignoredPaths(rules: readonly IgnoreDifferences[], live: KubeObject): Path[] {
  return rules.flatMap((rule) => [
    ...rule.jsonPointers.map(pointerPath),
    ...managedPaths(live, (manager) => rule.managers.includes(manager)),
  ])
}

/** A copy without these fields. */
export function withoutPaths<T>(value: T, paths: readonly Path[]): T {
  if (paths.length === 0) return value
  const copy = structuredClone(value)
  // The last entries of a list first, so that the indices of the others stay right.
  const order = [...paths].sort((left, right) => Number(right.at(-1)) - Number(left.at(-1)) || 0)
  for (const path of order) remove(copy, path)
  return copy
}

function remove(value: unknown, [key, ...rest]: Path): void {
  if (key === undefined) return
  if (Array.isArray(value)) {
    const index = Number(key)
    if (rest.length > 0) remove(value[index], rest)
    else if (Number.isInteger(index) && index < value.length) value.splice(index, 1)
  } else if (isRecord(value)) {
    if (rest.length > 0) remove(value[key], rest)
    else delete value[key]
  }
}

/** RFC 6901. */
function pointerPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
