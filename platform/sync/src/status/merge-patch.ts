import { isRecord } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'

/** The JSON merge patch (RFC 7386) that turns one object into the other; undefined when they are equal. */
export function mergePatch(
  before: unknown,
  after: Record<string, unknown>,
): Record<string, unknown> | undefined {
  const old = isRecord(before) ? before : {}
  const patch: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(old), ...Object.keys(after)])) {
    const [left, right] = [old[key], after[key]]
    if (sameJson(left, right)) continue
    if (right === undefined) patch[key] = null
    else if (isRecord(left) && isRecord(right)) patch[key] = mergePatch(left, right)
    else patch[key] = right
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}
