import type { LabelSelector } from '#kubernetes/meta/v1'
import { matchesLabelSelector } from './label-selector.ts'

/** Whether the selector picks these labels: no selector picks nothing, an empty one everything. */
export function matchesSelector(
  selector: LabelSelector | undefined,
  labels: { [name: string]: string } = {},
): boolean {
  return selector !== undefined && matchesLabelSelector(selector, labels)
}

/** Whether the selector has no requirement at all; a workload with such a selector would own everything. */
export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return (
    Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0
  )
}
