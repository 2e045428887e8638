import { asArray, asObject, type JsonObject } from '../../../machinery/json/json.ts'

export function networkPolicyDefaults(spec: JsonObject): void {
  spec.podSelector ??= {}
  spec.policyTypes ??= spec.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']
  for (const rule of [...asArray(spec.ingress), ...asArray(spec.egress)]) {
    for (const port of asArray(asObject(rule).ports)) asObject(port).protocol ??= 'TCP'
  }
}
