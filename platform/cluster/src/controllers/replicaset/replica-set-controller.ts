import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { ReplicaSet } from '#kubernetes/apps/v1'
import type { Pod } from '#kubernetes/core/v1'
import { podFromTemplate } from '../../client/pod-state.ts'
import { createReconciler } from '../../client/queue/reconciler.ts'
import type { Live } from '../../machinery/objects.ts'
import { matchesSelector } from '../../machinery/selectors/typed-selector.ts'
import type { ControllerContext } from '../context.ts'
import { claimOwned } from '../metadata/apply-claims.ts'
import { controllerOf, controllerReference } from '../metadata/owner.ts'
import { planReplicas, type ReplicasPlan } from './plan-replicas.ts'
import { observeReplicaSet, type ReplicaFailure } from './replica-set-status.ts'

/** Keeps as many active pods as each ReplicaSet asks for. */
export function startReplicaSetController(context: ControllerContext): Disposable {
  const { client, clock, recorder } = context
  const reconciler = createReconciler('replicaset-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('replicasets', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue(object.metadata)
    }),
  )
  resources.use(
    client.watch('pods', (event) => {
      enqueueOwnersOf(event.object.metadata)
      if (event.type === 'MODIFIED') enqueueOwnersOf(event.old.metadata)
    }),
  )
  return resources

  function enqueueOwnersOf(pod: Live<object>['metadata']) {
    const owner = controllerOf(pod)
    const namespace = pod.namespace ?? ''
    if (owner?.kind === 'ReplicaSet') reconciler.enqueue({ namespace, name: owner.name })
    if (owner !== undefined) return
    for (const replicaSet of client.list('replicasets', { namespace })) {
      if (matchesSelector(replicaSet.spec?.selector, pod.labels)) reconciler.enqueue(replicaSet.metadata)
    }
  }

  function reconcile(namespace: string, name: string): number | undefined {
    const replicaSet = client.get('replicasets', namespace, name)
    if (replicaSet === undefined) return undefined
    const pods = claimOwned(client, 'pods', replicaSet)
    const leaving = replicaSet.metadata.deletionTimestamp !== undefined
    const plan = leaving ? { create: 0, delete: [] } : planReplicas(replicaSet.spec?.replicas ?? 1, pods)
    const failure = apply(replicaSet, plan)
    // Read again: what was just created and deleted belongs to the status.
    const owned = client
      .list('pods', { namespace })
      .filter((pod) => controllerOf(pod.metadata)?.uid === replicaSet.metadata.uid)
    const { status, nextAvailableMs } = observeReplicaSet(replicaSet, owned, failure?.shown, clock.now())
    client.updateStatus('replicasets', { ...replicaSet, status })
    if (failure !== undefined) throw failure.error
    return nextAvailableMs
  }

  function apply(
    replicaSet: Live<ReplicaSet>,
    plan: ReplicasPlan<Live<Pod>>,
  ): { shown: ReplicaFailure; error: Error } | undefined {
    const { namespace = '', name } = replicaSet.metadata
    try {
      for (let i = 0; i < plan.create; i++) {
        const pod = client.create(
          'pods',
          podFromTemplate(
            replicaSet.spec?.template ?? {},
            { generateName: `${name}-`, namespace },
            controllerReference(replicaSet),
          ),
        )
        recorder.normal(replicaSet, 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`)
      }
    } catch (error) {
      const message = describeError(error)
      recorder.warning(replicaSet, 'FailedCreate', `Error creating: ${message}`)
      return {
        shown: { reason: 'FailedCreate', message },
        error: new GitopsError('pod-create-failed', `Cannot create a pod: ${message}`, {
          cause: error,
          retryable: true,
        }),
      }
    }
    for (const pod of plan.delete) {
      client.delete('pods', namespace, pod.metadata.name, { uid: pod.metadata.uid })
      recorder.normal(replicaSet, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`)
    }
    return undefined
  }
}
