import type { ObjectMeta } from '#kubernetes/meta/v1'
import { createReconciler } from '../../client/queue/reconciler.ts'
import { matchesSelector } from '../../machinery/selectors/typed-selector.ts'
import type { ControllerContext } from '../context.ts'
import { claimOwned } from '../metadata/apply-claims.ts'
import { controllerOf } from '../metadata/owner.ts'
import { rollOut } from './roll-out.ts'

/** Rolls the template of each Deployment out over its ReplicaSets. */
export function startDeploymentController(context: ControllerContext): Disposable {
  const { client } = context
  const reconciler = createReconciler('deployment-controller', context, (namespace, name) => {
    const deployment = client.get('deployments', namespace, name)
    if (deployment === undefined) return undefined
    return rollOut(context, deployment, claimOwned(client, 'replicasets', deployment))
  })
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('deployments', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue(object.metadata)
    }),
  )
  resources.use(
    client.watch('replicasets', (event) => {
      enqueueOwnersOf(event.object.metadata)
      if (event.type === 'MODIFIED') enqueueOwnersOf(event.old.metadata)
    }),
  )
  // Recreate waits until the last old pod has ended, which no ReplicaSet status shows.
  resources.use(
    client.watch('pods', (event) => {
      const ended = event.type === 'DELETED' || event.object.status?.phase !== 'Running'
      const owner = controllerOf(event.object.metadata)
      if (!ended || owner?.kind !== 'ReplicaSet') return
      const namespace = event.object.metadata.namespace ?? ''
      const deployment = controllerOf(client.get('replicasets', namespace, owner.name)?.metadata)
      if (deployment?.kind !== 'Deployment') return
      const live = client.get('deployments', namespace, deployment.name)
      if (live?.spec?.strategy?.type === 'Recreate') reconciler.enqueue(live.metadata)
    }),
  )
  return resources

  function enqueueOwnersOf(replicaSet: ObjectMeta) {
    const namespace = replicaSet.namespace ?? ''
    const owner = controllerOf(replicaSet)
    if (owner?.kind === 'Deployment') reconciler.enqueue({ namespace, name: owner.name })
    if (owner !== undefined) return
    for (const deployment of client.list('deployments', { namespace })) {
      if (matchesSelector(deployment.spec?.selector, replicaSet.labels))
        reconciler.enqueue(deployment.metadata)
    }
  }
}
