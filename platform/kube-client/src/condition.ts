import { field, listField, textField } from '@gitops-example/kit/json/fields'

/** An entry of `status.conditions` (Kubernetes API conventions, "Typical status properties"). */
export interface Condition {
  type: string
  status: string
  reason: string
  message: string
}

/** The condition of this type in `status.conditions`. */
export function condition(object: unknown, type: string): Condition | undefined {
  const found = listField(object, 'status', 'conditions').find((one) => field(one, 'type') === type)
  if (found === undefined) return undefined
  return {
    type,
    status: textField(found, 'status') ?? '',
    reason: textField(found, 'reason') ?? '',
    message: textField(found, 'message') ?? '',
  }
}
