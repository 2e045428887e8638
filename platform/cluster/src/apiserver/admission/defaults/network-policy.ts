import { asArray, asDraft, type JsonDraft } from '../../../machinery/json/json.ts'

export function networkPolicyDefaults(spec: JsonDraft): void {
  spec.podSelector ??= {}
  spec.policyTypes ??= spec.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']
  for (const rule of [...asArray(spec.ingress), ...asArray(spec.egress)]) {
    for (const port of asArray(asDraft(rule).ports)) asDraft(port).protocol ??= 'TCP'
  }
}
