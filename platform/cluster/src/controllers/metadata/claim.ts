import type { LabelSelector, ObjectMeta } from '#kubernetes/meta/v1'
import { isEmptySelector, matchesSelector } from '../../machinery/selectors/typed-selector.ts'
import { controllerOf } from './owner.ts'

export interface Claims<T> {
  /** Owned already and still selected. */
  owned: T[]
  /** Selected and without a controller: to be adopted. */
  adopt: T[]
  /** Owned, but no longer selected: to be released. */
  release: T[]
}

/** Sorts candidates of the owner's namespace into what it owns, adopts and releases. */
export function planClaims<T extends { metadata: ObjectMeta }>(
  owner: { metadata: ObjectMeta; selector: LabelSelector | undefined },
  candidates: readonly T[],
): Claims<T> {
  const claims: Claims<T> = { owned: [], adopt: [], release: [] }
  const leaving = owner.metadata.deletionTimestamp !== undefined
  for (const candidate of candidates) {
    const controller = controllerOf(candidate.metadata)
    const selected =
      !isEmptySelector(owner.selector) && matchesSelector(owner.selector, candidate.metadata.labels)
    if (controller !== undefined) {
      if (controller.uid !== owner.metadata.uid) continue
      if (selected) claims.owned.push(candidate)
      else if (!leaving) claims.release.push(candidate)
    } else if (selected && !leaving && candidate.metadata.deletionTimestamp === undefined) {
      claims.adopt.push(candidate)
    }
  }
  return claims
}
