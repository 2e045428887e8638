import type { Namespace } from '#kubernetes/core/v1'
import type { AllObjects, Stored } from '../../client/all-objects.ts'
import { createReconciler } from '../../client/queue/reconciler.ts'
import { withCondition } from '../../machinery/conditions.ts'
import type { Live } from '../../machinery/objects.ts'
import { timestamp } from '../../machinery/time.ts'
import type { ControllerContext } from '../context.ts'

const finalizer = 'kubernetes'

/** Empties a namespace that is being deleted and lets it go when nothing is left in it. */
export function startNamespaceController(context: ControllerContext, objects: AllObjects): Disposable {
  const { client, clock } = context
  const reconciler = createReconciler('namespace-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('namespaces', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue({ name: object.metadata.name })
    }),
  )
  resources.use(
    objects.watch(({ type, object }) => {
      const { namespace } = object.metadata
      if (type === 'MODIFIED' || namespace === undefined) return
      if (client.get('namespaces', '', namespace)?.metadata.deletionTimestamp === undefined) return
      reconciler.enqueue({ name: namespace })
    }),
  )
  return resources

  function reconcile(_namespace: string, name: string) {
    const namespace = client.get('namespaces', '', name)
    if (namespace === undefined) return
    if (namespace.metadata.deletionTimestamp === undefined) {
      if (namespace.status?.phase === undefined) {
        client.updateStatus('namespaces', { ...namespace, status: { ...namespace.status, phase: 'Active' } })
      }
      return
    }
    for (const stored of objects.inNamespace(name)) {
      if (stored.object.metadata.deletionTimestamp !== undefined) continue
      objects.delete(stored, { propagationPolicy: 'Background', uid: stored.object.metadata.uid })
    }
    const left = objects.inNamespace(name)
    const reported = client.updateStatus('namespaces', {
      ...namespace,
      status: { ...namespace.status, phase: 'Terminating', conditions: remaining(namespace, left) },
    })
    if (left.length === 0) finalize(reported)
  }

  function finalize(namespace: Live<Namespace>) {
    const stored = objects.find(namespace.metadata.uid)
    if (stored === undefined || !namespace.spec?.finalizers?.includes(finalizer)) return
    const finalizers = namespace.spec.finalizers.filter((held) => held !== finalizer)
    const spec = { ...namespace.spec, finalizers }
    objects.update({ resource: stored.resource, object: { ...stored.object, spec } })
  }

  /** Names what is left, so that a namespace that hangs says what it waits for. */
  function remaining(namespace: Live<Namespace>, left: readonly Stored[]) {
    const counts = new Map<string, number>()
    const finalizers = new Map<string, number>()
    for (const { resource, object } of left) {
      counts.set(resource, (counts.get(resource) ?? 0) + 1)
      for (const held of object.metadata.finalizers ?? [])
        finalizers.set(held, (finalizers.get(held) ?? 0) + 1)
    }
    const instances = [...counts].map(([resource, count]) => `${resource} has ${count} resource instances`)
    const holders = [...finalizers].map(([held, count]) => `${held} in ${count} resource instances`)
    const content = withCondition(namespace.status?.conditions, {
      type: 'NamespaceContentRemaining',
      status: instances.length > 0 ? 'True' : 'False',
      reason: instances.length > 0 ? 'SomeResourcesRemain' : 'ContentRemoved',
      message:
        instances.length > 0
          ? `Some resources are remaining: ${instances.join(', ')}`
          : 'All content successfully removed',
      lastTransitionTime: timestamp(clock),
    })
    return withCondition(content, {
      type: 'NamespaceFinalizersRemaining',
      status: holders.length > 0 ? 'True' : 'False',
      reason: holders.length > 0 ? 'SomeFinalizersRemain' : 'ContentHasNoFinalizers',
      message:
        holders.length > 0
          ? `Some content in the namespace has finalizers remaining: ${holders.join(', ')}`
          : 'All content-preserving finalizers finished',
      lastTransitionTime: timestamp(clock),
    })
  }
}
