import type { Deployment, ReplicaSet } from '#kubernetes/apps/v1'
import { isAlreadyExists } from '../../client/queue/reconciler.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ControllerContext } from '../context.ts'
import { controllerOf, controllerReference } from '../metadata/owner.ts'
import { sameTemplate, templateHash, templateHashLabel } from '../metadata/template-hash.ts'
import { newReplicaSetSize } from './plan-rolling-update.ts'
import {
  desiredReplicasAnnotation,
  findCurrent,
  maxReplicasAnnotation,
  revisionAnnotation,
  revisionHistoryAnnotation,
  revisionOf,
} from './revisions.ts'
import { rolloutLimits, wantedReplicas } from './rollout-limits.ts'

/** Annotations of a Deployment that are about the Deployment itself and do not belong on its ReplicaSets. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  revisionHistoryAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  'deprecated.deployment.rollback.to',
])

export type CurrentReplicaSet =
  | { outcome: 'found' | 'created'; replicaSet: Live<ReplicaSet>; revision: number }
  /** The name is taken by a ReplicaSet with another template: count the collision and come back. */
  | { outcome: 'collision' }

/** The sizes that a ReplicaSet remembers, so that a later change of scale can be distinguished from a rollout. */
export function sizeAnnotations(deployment: Live<Deployment>): { [name: string]: string } {
  const wanted = wantedReplicas(deployment)
  return {
    [desiredReplicasAnnotation]: String(wanted),
    [maxReplicasAnnotation]: String(wanted + rolloutLimits(deployment).maxSurge),
  }
}

/**
 * Finds the ReplicaSet of the Deployment's template or creates it. One that an earlier revision left (a rollback) gets
 * the newest revision number and keeps its former ones in the history annotation.
 */
export function ensureCurrentReplicaSet(
  context: ControllerContext,
  deployment: Live<Deployment>,
  replicaSets: readonly Live<ReplicaSet>[],
): CurrentReplicaSet {
  const { client } = context
  const existing = findCurrent(deployment, replicaSets)
  const others = replicaSets.filter(({ metadata }) => metadata.uid !== existing?.metadata.uid)
  const newest = others.reduce((highest, replicaSet) => Math.max(highest, revisionOf(replicaSet)), 0)
  const revision = Math.max(newest + 1, existing === undefined ? 0 : revisionOf(existing))

  if (existing !== undefined) {
    const annotations = {
      ...existing.metadata.annotations,
      ...copiedAnnotations(deployment),
      ...revisionAnnotations(existing, revision),
    }
    const minReadySeconds = deployment.spec?.minReadySeconds ?? 0
    const spec = existing.spec && { ...existing.spec, minReadySeconds }
    const updated = { ...existing, ...(spec && { spec }), metadata: { ...existing.metadata, annotations } }
    const replicaSet = sameJson(existing, updated) ? existing : client.update('replicasets', updated)
    return { outcome: 'found', replicaSet, revision }
  }

  const wanted = newReplicaSet(deployment, replicaSets, revision)
  try {
    return { outcome: 'created', replicaSet: client.create('replicasets', wanted), revision }
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
    const taken = client.get('replicasets', deployment.metadata.namespace ?? '', wanted.metadata?.name ?? '')
    const ours = controllerOf(taken?.metadata)?.uid === deployment.metadata.uid
    if (taken && ours && sameTemplate(taken.spec?.template, deployment.spec?.template)) {
      return { outcome: 'found', replicaSet: taken, revision }
    }
    return { outcome: 'collision' }
  }
}

function newReplicaSet(
  deployment: Live<Deployment>,
  others: readonly Live<ReplicaSet>[],
  revision: number,
): ReplicaSet {
  const { name, namespace } = deployment.metadata
  const template = deployment.spec?.template ?? {}
  const hash = templateHash(template, deployment.status?.collisionCount ?? 0)
  const labels = { ...template.metadata?.labels, [templateHashLabel]: hash }
  const selector = deployment.spec?.selector ?? {}
  const running = others.reduce((total, { spec }) => total + (spec?.replicas ?? 1), 0)
  const wanted = wantedReplicas(deployment)
  const recreate = deployment.spec?.strategy?.type === 'Recreate'
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        ...sizeAnnotations(deployment),
        [revisionAnnotation]: String(revision),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: recreate ? wanted : newReplicaSetSize(wanted, rolloutLimits(deployment), 0, running),
      minReadySeconds: deployment.spec?.minReadySeconds ?? 0,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [templateHashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

function copiedAnnotations(deployment: Live<Deployment>): { [name: string]: string } {
  const annotations = Object.entries(deployment.metadata.annotations ?? {})
  return Object.fromEntries(annotations.filter(([key]) => !notCopied.has(key)))
}

function revisionAnnotations(existing: Live<ReplicaSet>, revision: number): { [name: string]: string } {
  const before = revisionOf(existing)
  if (before >= revision) return {}
  const history = existing.metadata.annotations?.[revisionHistoryAnnotation]
  return {
    [revisionAnnotation]: String(revision),
    ...(before === 0
      ? {}
      : { [revisionHistoryAnnotation]: history ? `${history},${before}` : String(before) }),
  }
}
