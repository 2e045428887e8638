import { asArray, isObject } from '../../../machinery/json/json.ts'
import { sameJson } from '../../../machinery/json/same.ts'

/** Whether two states of an object differ at most in when a manager last wrote: no reason to store the new one. */
export function equalExceptTimes(old: object, next: object): boolean {
  return sameJson(withoutTimes(old), withoutTimes(next))
}

function withoutTimes(object: object): object {
  if (!('metadata' in object) || !isObject(object.metadata)) return object
  const { managedFields, ...metadata } = object.metadata
  const entries = asArray(managedFields).map((entry) =>
    isObject(entry) ? { ...entry, time: undefined } : entry,
  )
  return { ...object, metadata: { ...metadata, managedFields: entries } }
}
