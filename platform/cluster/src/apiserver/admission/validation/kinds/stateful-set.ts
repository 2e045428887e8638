import { asObject } from '../../../../machinery/json/json.ts'
import { sameJson } from '../../../../machinery/json/same.ts'
import { nonNegative, oneOf } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'
import { checkSelectorAndTemplate } from './workload.ts'

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

export const statefulSetRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    nonNegative(spec.replicas, 'spec.replicas', causes)
    nonNegative(spec.minReadySeconds, 'spec.minReadySeconds', causes)
    oneOf(spec.podManagementPolicy, ['OrderedReady', 'Parallel'], 'spec.podManagementPolicy', causes)
    oneOf(
      asObject(spec.updateStrategy).type,
      ['RollingUpdate', 'OnDelete'],
      'spec.updateStrategy.type',
      causes,
    )
    checkSelectorAndTemplate(spec, 'statefulset', causes)
  },
  checkUpdate(object, old, causes) {
    const [next, before] = [asObject(object.spec), asObject(old.spec)]
    const fixed = [...Object.keys(next), ...Object.keys(before)].filter(
      (field) => !changeable.includes(field),
    )
    if (fixed.every((field) => sameJson(next[field], before[field]))) return
    const listed = changeable.map((field) => `'${field}'`)
    const last = listed.pop()
    causes.forbidden(
      'spec',
      `updates to statefulset spec for fields other than ${listed.join(', ')} and ${last} are forbidden`,
    )
  },
}
