import type { StatefulSet, StatefulSetStatus } from '#kubernetes/apps/v1'
import type { Pod, PodTemplateSpec } from '#kubernetes/core/v1'
import { availableInMs, isPodFinished, isPodReady, podFromTemplate } from '../../client/pod-state.ts'
import { createReconciler } from '../../client/queue/reconciler.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ControllerContext } from '../context.ts'
import { claimOwned } from '../metadata/apply-claims.ts'
import { controllerOf, controllerReference } from '../metadata/owner.ts'
import { planStatefulSet, revisionLabel, type StatefulSetGoal } from './plan-stateful-set.ts'
import { ensureRevisions, type Revisions, trimRevisions } from './revisions.ts'

/** Runs pods with stable names in their order. Storage is not claimed: a set that wants it is refused by an event. */
export function startStatefulSetController(context: ControllerContext): Disposable {
  const { client, clock, recorder } = context
  const reconciler = createReconciler('statefulset-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('statefulsets', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue(object.metadata)
    }),
  )
  resources.use(
    client.watch('pods', ({ object }) => {
      const owner = controllerOf(object.metadata)
      if (owner?.kind !== 'StatefulSet') return
      reconciler.enqueue({ namespace: object.metadata.namespace ?? '', name: owner.name })
    }),
  )
  return resources

  function reconcile(namespace: string, name: string): number | undefined {
    const set = client.get('statefulsets', namespace, name)
    if (set?.spec === undefined) return undefined
    // Its pods and revisions go with it.
    if (set.metadata.deletionTimestamp !== undefined) return undefined
    const revisions = ensureRevisions(client, set)
    const goal = goalOf(set, revisions.update)
    const pods = claimOwned(client, 'pods', set)
    if (isSupported(set)) apply(set, goal, pods, revisions)
    const own = client
      .list('pods', { namespace })
      .filter((pod) => controllerOf(pod.metadata)?.uid === set.metadata.uid)
    const status = observe(set, goal, own)
    client.updateStatus('statefulsets', { ...set, status })
    const inUse = own.map(({ metadata }) => metadata.labels?.[revisionLabel] ?? '')
    trimRevisions(client, set, new Set([...inUse, goal.updateRevision, status.currentRevision ?? '']))
    const waits = own
      .map((pod) => availableInMs(pod, goal.minReadySeconds, clock.now()) ?? 0)
      .filter((ms) => ms > 0)
    return waits.length > 0 ? Math.min(...waits) : undefined
  }

  function apply(
    set: Live<StatefulSet>,
    goal: StatefulSetGoal,
    pods: readonly Live<Pod>[],
    revisions: Revisions,
  ) {
    const plan = planStatefulSet(goal, pods, clock.now())
    for (const { ordinal, revision: wanted } of plan.create) {
      const revision = revisions.template(wanted) === undefined ? goal.updateRevision : wanted
      const template = revisions.template(revision) ?? {}
      try {
        const pod = client.create('pods', podOf(set, template, ordinal, revision))
        recorder.normal(
          set,
          'SuccessfulCreate',
          `create Pod ${pod.metadata.name} in StatefulSet ${goal.name} successful`,
        )
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        recorder.warning(
          set,
          'FailedCreate',
          `create Pod ${goal.name}-${ordinal} in StatefulSet ${goal.name} failed error: ${reason}`,
        )
        throw error
      }
    }
    for (const { metadata } of plan.delete) {
      client.delete('pods', metadata.namespace ?? '', metadata.name, { uid: metadata.uid })
      recorder.normal(
        set,
        'SuccessfulDelete',
        `delete Pod ${metadata.name} in StatefulSet ${goal.name} successful`,
      )
    }
  }

  function goalOf(set: Live<StatefulSet>, updateRevision: string): StatefulSetGoal {
    const {
      replicas = 1,
      ordinals,
      podManagementPolicy,
      updateStrategy,
      minReadySeconds = 0,
    } = set.spec ?? {}
    return {
      name: set.metadata.name,
      replicas,
      start: ordinals?.start ?? 0,
      parallel: podManagementPolicy === 'Parallel',
      partition:
        updateStrategy?.type === 'OnDelete' ? undefined : (updateStrategy?.rollingUpdate?.partition ?? 0),
      minReadySeconds,
      currentRevision: set.status?.currentRevision ?? updateRevision,
      updateRevision,
    }
  }

  function observe(
    set: Live<StatefulSet>,
    goal: StatefulSetGoal,
    pods: readonly Live<Pod>[],
  ): StatefulSetStatus {
    const created = pods.filter((pod) => !isPodFinished(pod))
    const ready = created.filter(isPodReady)
    const available = ready.filter((pod) => availableInMs(pod, goal.minReadySeconds, clock.now()) === 0)
    const staying = created.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    const ofRevision = (revision: string) =>
      staying.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length
    const updatedReplicas = ofRevision(goal.updateRevision)
    const updated =
      updatedReplicas === goal.replicas && ready.length === goal.replicas && created.length === goal.replicas
    const currentRevision = updated && goal.partition === 0 ? goal.updateRevision : goal.currentRevision
    return {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: created.length,
      readyReplicas: ready.length,
      availableReplicas: available.length,
      currentReplicas: ofRevision(currentRevision),
      updatedReplicas,
      currentRevision,
      updateRevision: goal.updateRevision,
      collisionCount: 0,
    }
  }

  function isSupported(set: Live<StatefulSet>): boolean {
    const claims = set.spec?.volumeClaimTemplates ?? []
    if (claims.length === 0) return true
    const names = claims.map(({ metadata }) => metadata?.name ?? '').join(', ')
    recorder.warning(
      set,
      'NotSupported',
      `This cluster has no persistent volumes, so volumeClaimTemplates (${names}) cannot be honoured and no pod is created. Use an emptyDir volume.`,
    )
    return false
  }
}

function podOf(set: Live<StatefulSet>, template: PodTemplateSpec, ordinal: number, revision: string): Pod {
  const name = `${set.metadata.name}-${ordinal}`
  const labels = {
    [revisionLabel]: revision,
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': String(ordinal),
  }
  const metadata = { name, namespace: set.metadata.namespace ?? '', labels }
  const pod = podFromTemplate(template, metadata, controllerReference(set))
  if (pod.spec === undefined) return pod
  const subdomain = set.spec?.serviceName
  return { ...pod, spec: { ...pod.spec, hostname: name, ...(subdomain ? { subdomain } : {}) } }
}
