import { parseFieldSelector } from '../../machinery/selectors/field-selector.ts'
import { parseLabelSelector } from '../../machinery/selectors/parse-label-selector.ts'
import type { ObjectFilter } from '../registry/object-filter.ts'
import type { ResourceRequest } from './resource-request.ts'

/** What the query's selectors and the path pick; the path of one object picks by its name. */
export function objectFilter(
  { resource, namespace, name }: ResourceRequest,
  query: URLSearchParams,
): ObjectFilter {
  const fields = parseFieldSelector(resource, query.get('fieldSelector') ?? '')
  return {
    labels: parseLabelSelector(query.get('labelSelector') ?? ''),
    fields: name === undefined ? fields : [...fields, { field: 'metadata.name', operator: '=', value: name }],
    ...(namespace !== undefined && resource.namespaced && { namespace }),
  }
}
