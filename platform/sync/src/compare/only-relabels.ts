import { isRecord } from '@gitops-example/kit/json/fields'

/** Every release changes them, in every object; where they are of the wrong type, the rest of a sync does not matter. */
const free = new Set(['labels', 'annotations', 'image'])

/** Pure: whether all that is desired is live already but for labels, annotations and images. */
export function onlyRelabels(desired: unknown, live: unknown): boolean {
  if (Array.isArray(desired)) {
    if (!Array.isArray(live) || live.length !== desired.length) return false
    return desired.every((item, index) => onlyRelabels(item, live[index]))
  }
  if (!isRecord(desired)) return desired === live
  return (
    isRecord(live) &&
    Object.entries(desired).every(([key, value]) => free.has(key) || onlyRelabels(value, live[key]))
  )
}
