import type { Deployment } from './deployments.ts'
import type { SyncSteps } from './sync-steps.ts'

export interface SyncedDeployments {
  /** The oldest first, by when each was live. */
  deployments: Deployment[]
  /** Committed but not live yet: not counted. */
  pending: number
}

/**
 * Adds what sync knows to deployments. One is live when sync had applied it for every app, not when it was
 * committed; one that is not applied yet, or is applied and neither Healthy nor Degraded, is pending. One that a later
 * release overtook before sync was done with it never was: its changes became live with that one. One that was cut off
 * by its own rollback has failed, since its commit. What sync does not remember stays as git records it.
 */
export function withSync(
  committed: readonly Deployment[],
  steps: ReadonlyMap<string, SyncSteps>,
): SyncedDeployments {
  const fromGit = committed.map((one) => ({ ...one, changesAt: [...one.changesAt] }))
  const undone = new Set(committed.map(({ undoes }) => undoes))
  /** Those whose rollback is not live yet. */
  const bad = new Set<string>()
  const result: Deployment[] = []
  let pending = 0
  for (const [index, one] of fromGit.entries()) {
    const later = fromGit.slice(index + 1)
    const fates = one.apps.map((app) => fateOf(one, app, later, steps.get(app)))
    if (fates.some(({ state }) => state === 'pending')) {
      pending++
      if (one.undoes !== undefined) bad.add(one.undoes)
      continue
    }
    const overtakers = fates.flatMap((fate) => (fate.state === 'overtaken' ? [fate.by] : []))
    const [by] = overtakers
    if (by !== undefined && overtakers.length === one.apps.length) {
      if (by.kind === 'release') by.changesAt.push(...one.changesAt)
      if (one.undoes !== undefined) by.undoes ??= one.undoes
      if (undone.has(one.revision)) result.push({ ...one, changesAt: [] })
      continue
    }
    const times = fates.flatMap((fate) => (fate.state === 'live' ? [fate.at] : []))
    const isKnown = times.length + overtakers.length === one.apps.length
    result.push({
      ...one,
      ...(isKnown ? { at: Math.max(...times), evidence: 'sync' } : {}),
      degraded: fates.some((fate) => fate.state === 'live' && fate.degraded),
    })
  }
  const deployments = result.map((one) => (bad.has(one.revision) ? { ...one, degraded: true } : one))
  return { deployments: deployments.sort((left, right) => left.at - right.at), pending }
}

type Fate =
  | { state: 'unknown' }
  | { state: 'pending' }
  | { state: 'overtaken'; by: Deployment }
  | { state: 'live'; at: number; degraded: boolean }

function fateOf(
  { revision }: Deployment,
  app: string,
  later: readonly Deployment[],
  known: SyncSteps | undefined,
): Fate {
  if (known === undefined) return { state: 'unknown' }
  const next = later.find(({ apps }) => apps.includes(app))
  if (known.waiting.has(revision)) {
    return next === undefined ? { state: 'pending' } : { state: 'overtaken', by: next }
  }
  const step = known.steps.find(({ brought }) => brought.has(revision))
  if (step === undefined) return { state: 'unknown' }
  if (next !== undefined && step.brought.has(next.revision)) return { state: 'overtaken', by: next }
  const isNewest = next === undefined || known.waiting.has(next.revision)
  if (isNewest && known.health === 'open') return { state: 'pending' }
  return { state: 'live', at: step.at, degraded: isNewest && known.health === 'bad' }
}
