import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { refOf } from '@gitops-example/kube-client/kube-object'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { waveOf } from '../desired/hook.ts'
import { resourceOptions } from '../desired/resource-options.ts'
import type { SyncPhase, SyncTask, TaskGroup } from './sync-task.ts'

export interface SyncInput {
  desired: readonly DesiredResource[]
  /** Whether the live object is already as desired. */
  isSame(desired: DesiredResource): boolean
  /** Ours by their mark, but not in git any more. */
  extraneous: readonly KubeObject[]
  prune: boolean
  pruneLast: boolean
  /** Heals single resources: hooks do not run then. */
  selective: boolean
}

const phases: readonly SyncPhase[] = ['PreSync', 'Sync', 'PostSync']

/** Pure: what a sync does, in the order in which it does it. */
export function planSync(input: SyncInput): TaskGroup[] {
  const applied: SyncTask[] = input.desired.flatMap((desired): SyncTask[] => {
    const { ref, wave, hook } = desired
    if (hook !== undefined) {
      if (input.selective) return []
      return hook.phases
        .filter((phase) => phase !== 'SyncFail')
        .map((phase): SyncTask => ({ phase, wave, ref, action: 'hook', desired }))
    }
    return [{ phase: 'Sync', wave, ref, action: input.isSame(desired) ? 'watch' : 'apply', desired }]
  })
  const tasks = [...applied, ...pruneTasks(input, lastWave(applied))]
  return phases.flatMap((phase) => groupByWave(phase, tasks))
}

/** Pure: the hooks that run when a sync has failed. */
export function planSyncFail(desired: readonly DesiredResource[]): TaskGroup[] {
  const tasks = desired
    .filter(({ hook }) => hook?.phases.includes('SyncFail'))
    .map(
      (one): SyncTask => ({ phase: 'SyncFail', wave: one.wave, ref: one.ref, action: 'hook', desired: one }),
    )
  return groupByWave('SyncFail', tasks)
}

/** What is removed goes in the reverse order of its waves, so what was built last goes first. */
function pruneTasks({ extraneous, prune, pruneLast }: SyncInput, last: number): SyncTask[] {
  if (!prune) return []
  const candidates = extraneous
    .map((live) => ({ live, options: resourceOptions(live), wave: waveOf(live) }))
    .filter(({ options }) => options.prune)
  const early = candidates.filter(({ options }) => !pruneLast && !options.pruneLast)
  const waves = [...new Set(early.map(({ wave }) => wave))].sort((left, right) => left - right)
  return candidates.map((candidate) => {
    const { live, wave } = candidate
    const mirrored = waves[waves.length - 1 - waves.indexOf(wave)] ?? wave
    const at = early.includes(candidate) ? mirrored : last + 1
    return { phase: 'Sync', wave: at, ref: refOf(live), action: 'prune', live }
  })
}

function lastWave(tasks: readonly SyncTask[]): number {
  return Math.max(0, ...tasks.filter(({ phase }) => phase === 'Sync').map(({ wave }) => wave))
}

function groupByWave(phase: SyncPhase, tasks: readonly SyncTask[]): TaskGroup[] {
  const groups = new Map<number, SyncTask[]>()
  for (const task of tasks) {
    if (task.phase === phase) groups.set(task.wave, [...(groups.get(task.wave) ?? []), task])
  }
  return [...groups.entries()]
    .sort(([left], [right]) => left - right)
    .map(([wave, inGroup]) => ({ phase, wave, tasks: inGroup }))
}
