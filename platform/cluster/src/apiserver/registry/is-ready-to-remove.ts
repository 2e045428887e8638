import { asArray, asObject } from '../../machinery/json/json.ts'
import type { Draft } from '../../storage/store.ts'

/** Whether an object leaves the store with this write: it is being deleted, and nothing holds it any more. */
export function isReadyToRemove({ kind, metadata, spec }: Draft): boolean {
  if (metadata.deletionTimestamp === undefined) return false
  if ((metadata.finalizers ?? []).length > 0) return false
  if (kind === 'Namespace' && asArray(asObject(spec).finalizers).length > 0) return false
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0
}
