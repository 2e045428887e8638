import { immutable } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'

const maxUserValue = 1_000_000_000

export const priorityClassRules: KindRules = {
  check({ value }, causes) {
    if (typeof value === 'number' && value > maxUserValue) {
      causes.forbidden('value', `maximum allowed value of a user defined priority is ${maxUserValue}`)
    }
  },
  checkUpdate(object, old, causes) {
    immutable(object.value, old.value, 'value', causes)
    immutable(object.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy', causes)
  },
}
