import { asObject } from '../../../../machinery/json/json.ts'
import { immutable, nonNegative } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'
import { checkSelectorAndTemplate } from './workload.ts'

export const replicaSetRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    nonNegative(spec.replicas, 'spec.replicas', causes)
    nonNegative(spec.minReadySeconds, 'spec.minReadySeconds', causes)
    checkSelectorAndTemplate(spec, 'replicaset', causes)
  },
  checkUpdate(object, old, causes) {
    immutable(asObject(object.spec).selector, asObject(old.spec).selector, 'spec.selector', causes)
  },
}
