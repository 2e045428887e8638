import { gitIn } from '@gitops-example/kit/git/git'
import type { ArgoApplication } from '../argo-cd/argo-application.ts'

/** What sync has done for one app, in commits. */
export interface SyncSteps {
  /** Each sync but the oldest that is remembered, with the commits that it brought, the oldest first. */
  steps: { at: number; brought: ReadonlySet<string> }[]
  /** Commits of the branch that no sync has brought yet. */
  waiting: ReadonlySet<string>
  health: 'good' | 'bad' | 'open'
}

/**
 * Reads an Application's history against the branch at `head`. Undefined when it holds nothing to compare. The oldest
 * sync only shows what was there then: after a restart, or past `revisionHistoryLimit`, what it brought is unknown.
 */
export async function syncSteps(
  gitDir: string,
  head: string,
  { history, sync, health }: Pick<ArgoApplication, 'history' | 'sync' | 'health'>,
): Promise<SyncSteps | undefined> {
  const git = gitIn(gitDir, { GIT_DIR: gitDir })
  /** Undefined where a commit is not in this repository: the branch was force-pushed, or a chart has versions. */
  const between = async (from: readonly string[], to: readonly string[]) => {
    const [excluded, included] = [from, to].map((some) => some.filter((one) => /^[0-9a-f]{40,64}$/.test(one)))
    if (!excluded?.length || !included?.length) return undefined
    const { exitCode, stdout } = await git.try(['rev-list', ...included, '--not', ...excluded, '--'])
    return exitCode === 0 ? new Set(stdout.split('\n').filter(Boolean)) : undefined
  }
  const newest = history.at(-1)
  const waiting = newest && (await between(newest.revisions, [head]))
  if (newest === undefined || waiting === undefined) return undefined
  const steps: SyncSteps['steps'] = []
  for (const [index, { revisions, at }] of history.entries()) {
    const before = history[index - 1]
    const brought = before && (await between(before.revisions, revisions))
    if (brought !== undefined) steps.push({ at, brought })
  }
  const isBad = sync === 'Synced' && health === 'Degraded'
  return { steps, waiting, health: isBad ? 'bad' : health === 'Healthy' ? 'good' : 'open' }
}
