import { asObject, asString } from '../../../../machinery/json/json.ts'
import { checkLabelKey } from '../../../../machinery/labels.ts'
import { compareQuantities } from '../../../../machinery/quantity/compare-quantities.ts'
import { readQuantity } from '../../../../machinery/quantity/quantity-value.ts'
import type { Causes } from '../causes.ts'

/** Requests and limits: quantities that are not negative, no request above its limit. */
export function checkResources(resources: unknown, field: string, causes: Causes): void {
  const limits = asObject(asObject(resources).limits)
  const requests = asObject(asObject(resources).requests)
  for (const [list, quantities] of Object.entries({ limits, requests })) {
    for (const [name, quantity] of Object.entries(quantities)) {
      const at = `${field}.${list}[${name}]`
      const isKnown = ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-')
      if (!isKnown && !name.includes('/')) {
        causes.invalid(at, name, 'must be a standard resource type or fully qualified')
        causes.invalid(at, name, 'must be a standard resource for containers')
      } else if (checkLabelKey(name) !== undefined) {
        causes.invalid(at, name, checkLabelKey(name) ?? '')
      }
      if ((readQuantity(asString(quantity))?.mantissa ?? 0n) < 0n)
        causes.invalid(at, quantity, 'must be greater than or equal to 0')
    }
  }
  for (const [name, request] of Object.entries(requests)) {
    const [wanted, limit] = [readQuantity(asString(request)), readQuantity(asString(limits[name]))]
    if (wanted === undefined || limit === undefined || compareQuantities(wanted, limit) <= 0) continue
    causes.invalid(
      `${field}.requests`,
      request,
      `must be less than or equal to ${name} limit of ${asString(limits[name])}`,
    )
  }
}
