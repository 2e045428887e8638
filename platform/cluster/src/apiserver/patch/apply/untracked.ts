import type { Resource } from '../../../machinery/resource.ts'
import type { Comparison } from './compare.ts'
import { difference, type FieldSet } from './field-set.ts'
import { fromFieldsV1 } from './fields-v1.ts'

/** What identifies an object or is the server's own belongs to nobody. */
const identity = fromFieldsV1({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
    'f:deletionTimestamp': {},
    'f:deletionGracePeriodSeconds': {},
  },
})

/** The set without what a write of this kind cannot own: a write of the object leaves status alone, and the reverse. */
export function ownable(resource: Resource, subresource: string, set: FieldSet): FieldSet {
  const rest = difference(set, identity)
  if (subresource === 'status') return only(rest, (step) => step === 'f:status')
  if (!resource.hasStatus) return only(rest, () => true)
  return only(rest, (step) => step !== 'f:status')
}

function only(set: FieldSet, wanted: (step: string) => boolean): FieldSet {
  return { isMember: false, children: new Map([...set.children].filter(([step]) => wanted(step))) }
}

export function ownableChanges(resource: Resource, subresource: string, changes: Comparison): Comparison {
  return {
    added: ownable(resource, subresource, changes.added),
    modified: ownable(resource, subresource, changes.modified),
    removed: ownable(resource, subresource, changes.removed),
  }
}
