import type { AutomatedSync } from '@gitops-example/applications/parse/application'

export interface SyncFacts {
  automated: AutomatedSync | undefined
  /** Resources that differ from git or are missing. */
  differing: number
  /** Ours in the cluster, not in git. */
  extraneous: number
  desired: number
  /** What was last tried; `fresh` when that was another revision or source, or nothing at all. */
  last: 'fresh' | 'succeeded' | 'failed'
  lastMessage: string
  revision: string
}

export type SyncDecision =
  | { start: 'full' | 'selective' }
  /** Automated sync holds back; `error` is for the Application's conditions. */
  | { start: 'none'; error?: string }

/** Pure: whether an automated sync begins now, by Argo CD's rules ("Automated Sync Semantics"). */
export function decideSync(facts: SyncFacts): SyncDecision {
  const { automated, differing, extraneous, desired, last, revision } = facts
  if (automated === undefined) return { start: 'none' }
  const prunes = automated.prune ? extraneous : 0
  if (differing + prunes === 0) return { start: 'none' }
  if (desired === 0 && !automated.allowEmpty) {
    return {
      start: 'none',
      error: `Skipping sync attempt to ${revision}: auto-sync will wipe out all resources. Set automated.allowEmpty to allow it.`,
    }
  }
  if (last === 'fresh') return { start: 'full' }
  if (last === 'failed') {
    return { start: 'none', error: `Failed last sync attempt to ${revision}: ${facts.lastMessage}` }
  }
  return automated.selfHeal ? { start: 'selective' } : { start: 'none' }
}
