import type { Resource } from '../../../machinery/resource.ts'
import { tableEncoder } from '../../tables/table-encoder.ts'
import type { ApiRequest } from '../api-request.ts'
import { negotiate } from '../negotiate.ts'
import type { ServerContext } from '../server-context.ts'
import type { Encoder } from './encoder.ts'
import { objectEncoder } from './object-encoder.ts'
import { partialEncoder } from './partial-encoder.ts'

/** The encoder of the form that the request's `Accept` header asks for. */
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
