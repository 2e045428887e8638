import { createReconciler } from '../../client/queue/reconciler.ts'
import type { ControllerContext } from '../context.ts'

/** Gives every namespace its `default` ServiceAccount, also after somebody deleted it. */
export function startServiceAccountController(context: ControllerContext): Disposable {
  const { client } = context
  const reconciler = createReconciler('serviceaccount-controller', context, (_namespace, name) => {
    const namespace = client.get('namespaces', '', name)
    if (namespace === undefined || namespace.metadata.deletionTimestamp !== undefined) return
    if (client.get('serviceaccounts', name, 'default') !== undefined) return
    client.create('serviceaccounts', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: name },
    })
  })
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('namespaces', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue({ name: object.metadata.name })
    }),
  )
  resources.use(
    client.watch('serviceaccounts', ({ type, object }) => {
      const { namespace, name } = object.metadata
      if (type === 'DELETED' && name === 'default' && namespace) reconciler.enqueue({ name: namespace })
    }),
  )
  return resources
}
