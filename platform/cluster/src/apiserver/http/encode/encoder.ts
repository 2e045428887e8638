import type { Resource } from '../../../machinery/resource.ts'
import type { StoredObject } from '../../../storage/store.ts'
import { tableEncoder } from '../../tables/table-encoder.ts'
import type { ApiRequest } from '../api-request.ts'
import { negotiate } from '../negotiate.ts'
import type { ServerContext } from '../server-context.ts'
import { objectEncoder } from './object-encoder.ts'
import { partialEncoder } from './partial-encoder.ts'

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

export function encoderFor(
  { clock, texts }: ServerContext,
  request: ApiRequest,
  resource: Resource,
): Encoder {
  switch (negotiate(request.headers.accept)) {
    case 'table':
      return tableEncoder(resource, { clock, texts, includeObject: request.query.get('includeObject') ?? '' })
    case 'partial':
      return partialEncoder()
    case 'object':
      return objectEncoder(resource, texts)
  }
}
