import type { LabelSelector } from '#kubernetes/meta/v1'
import { isEmptySelector, matchesSelector } from './typed-selector.ts'

/** Whether a budget covers a pod: in policy/v1 an empty selector picks every pod of the namespace, none picks nothing. */
export function budgetSelects(
  selector: LabelSelector | undefined,
  labels: { [name: string]: string } | undefined,
): boolean {
  if (selector === undefined) return false
  return labels === undefined ? isEmptySelector(selector) : matchesSelector(selector, labels)
}
