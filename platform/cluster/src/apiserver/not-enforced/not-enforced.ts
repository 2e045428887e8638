import type { JsonObject } from '../../machinery/json/json.ts'
import type { Resource } from '../../machinery/resource.ts'
import { definitionGaps } from './definition-gaps.ts'
import { type Gap, reasons } from './gap.ts'
import { kindGaps } from './kind-gaps.ts'
import { podGaps } from './pod-gaps.ts'

/** Every field and kind that is stored but not enforced: what the API warns of and the page of limits lists. */
export const gaps: readonly Gap[] = [...podGaps, ...kindGaps, ...definitionGaps]

/**
 * What the object asks for that this cluster stores but does not do, for the `Warning` header: one short sentence for
 * each reason, with the fields that it is about.
 */
export function warningsFor(resource: Resource, object: JsonObject): string[] {
  if (resource.custom !== undefined) return []
  const asked = { ...object, kind: resource.kind }
  const found = gaps.filter((gap) => !gap.isQuiet && gap.isAsked(asked))
  const byReason = Object.groupBy(found, ({ because }) => because)
  return Object.entries(reasons).flatMap(([because, reason]) => {
    const names = byReason[because as Gap['because']]?.map(({ name }) => name)
    return names === undefined
      ? []
      : [`stored but not enforced, as ${reason}: ${[...new Set(names)].join(', ')}`]
  })
}
