import type { PartContext } from '../../client/parts.ts'
import { createReconciler } from '../../client/queue/reconciler.ts'
import { ensureKubernetesService, kubernetesService } from './ensure-kubernetes-service.ts'

/** Makes the Service of the API again, or its endpoint, when somebody deletes one of them. */
export function startKubernetesServiceController(
  context: Pick<PartContext, 'client' | 'clock' | 'log'>,
  apiPort: number,
): Disposable {
  const { client } = context
  const { namespace, name } = kubernetesService
  const reconciler = createReconciler('kubernetes-service-controller', context, () =>
    ensureKubernetesService(client, apiPort),
  )
  const resources = new DisposableStack()
  resources.use(reconciler)
  for (const kind of ['services', 'endpointslices'] as const) {
    resources.use(
      client.watch(kind, ({ type, object: { metadata } }) => {
        const isOurs = metadata.namespace === namespace && metadata.name === name
        if (type === 'DELETED' && isOurs) reconciler.enqueue({ namespace, name })
      }),
    )
  }
  return resources
}
