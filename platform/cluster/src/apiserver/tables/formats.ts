import type { Container } from '#kubernetes/core/v1'
import type { LabelSelector } from '#kubernetes/meta/v1'

const none = '<none>'

export function listOrNone(items: readonly string[]): string {
  return items.length === 0 ? none : items.join(',')
}

export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  return listOrNone(
    Object.entries(labels ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `${key}=${value}`),
  )
}

/** A selector as `kubectl get` prints it (apimachinery: `metav1.FormatLabelSelector`). */
export function selectorText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`)
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    switch (operator) {
      case 'In':
        return `${key} in (${values.join(',')})`
      case 'NotIn':
        return `${key} notin (${values.join(',')})`
      case 'DoesNotExist':
        return `!${key}`
      default:
        return key
    }
  })
  return listOrNone([...labels, ...expressions].sort())
}

export function containerNames(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map(({ name }) => name).join(',')
}

export function containerImages(containers: readonly Container[] | undefined): string {
  return (containers ?? []).map(({ image }) => image ?? '').join(',')
}
