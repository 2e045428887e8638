import { isDraft } from '../../../machinery/json/json.ts'
import { formatQuantity } from '../../../machinery/quantity/format-quantity.ts'
import { readQuantity, roundToMilli } from '../../../machinery/quantity/quantity-value.ts'

/** Amounts are kept in thousandths: what is finer is rounded up (Kubernetes: `SetDefaults_ResourceList`). */
export function resourceListDefaults(list: unknown): void {
  if (!isDraft(list)) return
  for (const [name, text] of Object.entries(list)) {
    const quantity = typeof text === 'string' ? readQuantity(text) : undefined
    if (quantity !== undefined) list[name] = formatQuantity(roundToMilli(quantity))
  }
}
