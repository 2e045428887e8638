import { asArray, asObject } from '../../../../machinery/json/json.ts'
import { validateLabelSelector } from '../label-selector.ts'
import type { KindRules } from './kind-rules.ts'

const types = ['Egress', 'Ingress']

export const networkPolicyRules: KindRules = {
  check(object, causes) {
    const { podSelector, policyTypes } = asObject(object.spec)
    validateLabelSelector(podSelector, 'spec.podSelector', causes)
    for (const [index, type] of asArray(policyTypes).entries()) {
      if (!types.includes(String(type))) causes.unsupported(`spec.policyTypes[${index}]`, type, types)
    }
  },
}
