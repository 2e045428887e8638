import { asArray, asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'
import { compareQuantities } from '../../../machinery/quantity/compare-quantities.ts'
import type { Quantity } from '../../../machinery/quantity/quantity.ts'
import { readQuantity } from '../../../machinery/quantity/quantity-value.ts'

/** The pod's quality of service (Kubernetes: Pod Quality of Service Classes); an amount of zero is none. */
export function qosClass(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...asArray(spec.containers), ...asArray(spec.initContainers)].map(asObject)
  let some = false
  let all = true
  for (const { resources } of containers) {
    const limits = asObject(asObject(resources).limits)
    const requests = asObject(asObject(resources).requests)
    for (const name of ['cpu', 'memory']) {
      const limit = amount(limits[name])
      const request = amount(requests[name])
      if (limit !== undefined || request !== undefined) some = true
      if (limit === undefined || compareQuantities(request ?? limit, limit) !== 0) all = false
    }
  }
  if (!some) return 'BestEffort'
  return all ? 'Guaranteed' : 'Burstable'
}

function amount(text: unknown): Quantity | undefined {
  const quantity = readQuantity(asString(text))
  return quantity === undefined || quantity.mantissa <= 0n ? undefined : quantity
}
