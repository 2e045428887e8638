import { asArray, asObject, asString } from '../../../machinery/json/json.ts'
import { checkLabelKey } from '../../../machinery/labels.ts'
import type { Causes } from './causes.ts'
import { validateLabels } from './metadata.ts'

/** The selector of a workload, policy or constraint. */
export function validateLabelSelector(given: unknown, field: string, causes: Causes): void {
  const selector = asObject(given)
  validateLabels(asObject(selector.matchLabels), `${field}.matchLabels`, causes)
  for (const [index, item] of asArray(selector.matchExpressions).entries()) {
    const { key, operator, values } = asObject(item)
    const at = `${field}.matchExpressions[${index}]`
    const wrong = checkLabelKey(asString(key))
    if (wrong !== undefined) causes.invalid(`${at}.key`, key ?? '', wrong)
    const count = asArray(values).length
    if (operator === 'In' || operator === 'NotIn') {
      if (count === 0) causes.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (count > 0)
        causes.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    } else {
      causes.invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator')
    }
  }
}
