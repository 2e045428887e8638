import { asObject } from '../../../../machinery/json/json.ts'
import { intOrPercent } from '../fields.ts'
import { validateLabelSelector } from '../label-selector.ts'
import type { KindRules } from './kind-rules.ts'

export const disruptionBudgetRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
      causes.invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set')
    }
    intOrPercent(spec.minAvailable, 'spec.minAvailable', causes)
    intOrPercent(spec.maxUnavailable, 'spec.maxUnavailable', causes)
    validateLabelSelector(spec.selector, 'spec.selector', causes)
  },
}
