import type { Deployment } from '#kubernetes/apps/v1'
import { resolveCount } from '../../machinery/int-or-percent.ts'

export interface RolloutLimits {
  /** Pods above the wanted number that may exist during a rollout. */
  maxSurge: number
  /** Pods below the wanted number that may be unavailable during a rollout. */
  maxUnavailable: number
}

export function wantedReplicas(deployment: Pick<Deployment, 'spec'>): number {
  return deployment.spec?.replicas ?? 1
}

/**
 * The strategy's limits as pod counts: a surge percentage rounds up, an unavailable one down, and when both come to
 * nothing one pod may be unavailable, since no rollout could start otherwise (DeploymentSpec, rollingUpdate).
 */
export function rolloutLimits(deployment: Pick<Deployment, 'spec'>): RolloutLimits {
  const strategy = deployment.spec?.strategy
  if (strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 }
  const replicas = wantedReplicas(deployment)
  const maxSurge = resolveCount(strategy?.rollingUpdate?.maxSurge ?? '25%', replicas, 'up')
  const maxUnavailable = resolveCount(strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, 'down')
  const unavailable = maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable
  return { maxSurge, maxUnavailable: Math.min(unavailable, replicas) }
}
