import type { StoredObject } from '../../../machinery/objects.ts'

/** `metadata` of a list. */
export interface ListMeta {
  resourceVersion: string
  continue?: string
  remainingItemCount?: number
}

/** Writes objects as JSON text in the form that the client asked for. */
export interface Encoder {
  one(object: StoredObject): string
  list(objects: readonly StoredObject[], meta: ListMeta): string
  /** The object of a bookmark: nothing but a version. */
  bookmark(resourceVersion: string, annotations?: Record<string, string>): string
}
