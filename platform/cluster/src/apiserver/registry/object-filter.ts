import type { StoredObject } from '../../machinery/objects.ts'
import { type FieldRequirement, matchesFields } from '../../machinery/selectors/field-selector.ts'
import { type LabelRequirement, matchesLabels } from '../../machinery/selectors/parse-label-selector.ts'

/** What a list, a watch or a delete of a collection picks. */
export interface ObjectFilter {
  /** Every namespace when absent. */
  namespace?: string
  labels: readonly LabelRequirement[]
  fields: readonly FieldRequirement[]
}

export function picks({ namespace, labels, fields }: ObjectFilter, object: StoredObject): boolean {
  return (
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (labels.length === 0 || matchesLabels(labels, object.metadata.labels)) &&
    (fields.length === 0 || matchesFields(fields, object))
  )
}
