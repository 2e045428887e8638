import type { JsonObject } from '../../../machinery/json/json.ts'
import type { View } from '../../../machinery/view.ts'

/** Fields that have other names in `events.k8s.io/v1`, by their name in `v1`. */
const renamed: { [core: string]: string } = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
}
const renamedBack = Object.fromEntries(Object.entries(renamed).map(([core, other]) => [other, core]))

/** `events.k8s.io/v1` over the events of `v1`: the same objects under other field names. */
export const eventView: View = {
  hub: { group: '', version: 'v1' },
  toHub: (object) => ({ ...rename(object, renamedBack), apiVersion: 'v1', kind: 'Event' }),
  fromHub: (object) => ({ ...rename(object, renamed), apiVersion: 'events.k8s.io/v1', kind: 'Event' }),
}

function rename(object: JsonObject, names: { [from: string]: string }): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => [
      Object.hasOwn(names, field) ? names[field] : field,
      value,
    ]),
  )
}
