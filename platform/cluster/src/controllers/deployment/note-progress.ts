import type { Deployment, ReplicaSet } from '#kubernetes/apps/v1'
import { findCondition } from '../../machinery/conditions.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ControllerContext } from '../context.ts'
import { condition, hasDeadline, setDeploymentCondition } from './deployment-status.ts'
import { revisionAnnotation, revisionOf } from './revisions.ts'

/** Says in the Progressing condition that the rollout was paused or resumed; its deadline starts again. */
export function notePause(context: ControllerContext, deployment: Live<Deployment>): Live<Deployment> {
  if (!hasDeadline(deployment)) return deployment
  const progressing = findCondition(deployment.status?.conditions, 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') return deployment
  const paused = deployment.spec?.paused ?? false
  if (paused === (progressing?.reason === 'DeploymentPaused')) return deployment
  const nowMs = context.clock.now()
  const next = paused
    ? condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', nowMs)
    : condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', nowMs)
  const conditions = setDeploymentCondition(deployment.status?.conditions, next)
  return context.client.updateStatus('deployments', {
    ...deployment,
    status: { ...deployment.status, conditions },
  })
}

/** Writes the revision that rolls out on the Deployment, and its beginning into the Progressing condition. */
export function noteRevision(
  context: ControllerContext,
  deployment: Live<Deployment>,
  current: Live<ReplicaSet>,
  outcome: 'found' | 'created',
  revision: number,
): Live<Deployment> {
  let noted = deployment
  if (revisionOf(deployment) !== revision) {
    const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: String(revision) }
    noted = context.client.update('deployments', {
      ...deployment,
      metadata: { ...deployment.metadata, annotations },
    })
  }
  const progressing = findCondition(noted.status?.conditions, 'Progressing')
  const newRollout = outcome === 'created' || progressing === undefined
  if (!newRollout || !hasDeadline(noted)) return noted
  const nowMs = context.clock.now()
  const next =
    outcome === 'created'
      ? condition(
          'Progressing',
          'True',
          'NewReplicaSetCreated',
          `Created new replica set "${current.metadata.name}"`,
          nowMs,
        )
      : condition(
          'Progressing',
          'True',
          'FoundNewReplicaSet',
          `Found new replica set "${current.metadata.name}"`,
          nowMs,
        )
  const conditions = setDeploymentCondition(noted.status?.conditions, next)
  return context.client.updateStatus('deployments', { ...noted, status: { ...noted.status, conditions } })
}
