import type { Pod } from '#kubernetes/core/v1'
import type { ContainerState } from '../container/container-state.ts'

interface PodPhaseInput {
  pod: Pick<Pod, 'spec'>
  init: readonly ContainerState[]
  main: readonly ContainerState[]
  sidecars: ReadonlySet<string>
  isOver: boolean
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

/** The phase of a pod (Kubernetes: Pod Lifecycle, "Pod phase"), decided as the kubelet's `getPhase` does. */
export function podPhase({ pod, init, main, sidecars, isOver }: PodPhaseInput): PodPhase {
  const policy = pod.spec?.restartPolicy ?? 'Always'
  const plainInit = init.filter(({ name }) => !sidecars.has(name))
  const hasFailedInit = plainInit.some((state) => hasEnded(state) && !hasSucceeded(state))
  if (hasFailedInit && (isOver || policy === 'Never')) return 'Failed'
  const ended = main.filter(hasEnded)
  const succeeded = ended.filter(hasSucceeded)
  if (isOver) return ended.length > 0 && succeeded.length === main.length ? 'Succeeded' : 'Failed'
  const isInitialized =
    plainInit.every(hasSucceeded) && init.every((state) => !sidecars.has(state.name) || isBegun(state))
  if (!isInitialized) return 'Pending'
  if (main.some((state) => !isBegun(state))) return 'Pending'
  if (main.some(({ run }) => run.phase === 'running') || policy === 'Always') return 'Running'
  if (init.some(({ run }) => run.phase === 'running')) return 'Running' // sidecars end after the containers
  if (succeeded.length === main.length) return 'Succeeded'
  return policy === 'Never' ? 'Failed' : 'Running'
}

/** Runs, or ran at least once. */
function isBegun({ run, last }: ContainerState): boolean {
  return run.phase !== 'waiting' || last !== undefined
}

/** Ended and not running again yet. */
function hasEnded({ run, last }: ContainerState): boolean {
  return run.phase === 'terminated' || (run.phase === 'waiting' && last !== undefined)
}

function hasSucceeded({ run, last }: ContainerState): boolean {
  if (run.phase === 'terminated') return run.exitCode === 0
  return run.phase === 'waiting' && last?.exitCode === 0
}
