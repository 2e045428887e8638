import type { Pod } from '#kubernetes/core/v1'
import { createReconciler } from '../../client/queue/reconciler.ts'
import type { Live } from '../../machinery/objects.ts'
import { budgetSelects } from '../../machinery/selectors/budget-selects.ts'
import type { ControllerContext } from '../context.ts'
import { controllerOf } from '../metadata/owner.ts'
import { observeBudget } from './plan-budget.ts'

/** Keeps the numbers in the status of each PodDisruptionBudget true. */
export function startPodDisruptionBudgetController(context: ControllerContext): Disposable {
  const { client, clock } = context
  const reconciler = createReconciler('poddisruptionbudget-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('poddisruptionbudgets', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue(object.metadata)
    }),
  )
  resources.use(
    client.watch('pods', (event) => {
      const { namespace = '', labels } = event.object.metadata
      const oldLabels = event.type === 'MODIFIED' ? event.old.metadata.labels : undefined
      for (const budget of client.list('poddisruptionbudgets', { namespace })) {
        const selector = budget.spec?.selector
        if (budgetSelects(selector, labels) || budgetSelects(selector, oldLabels))
          reconciler.enqueue(budget.metadata)
      }
    }),
  )
  // A scaled workload expects another number of pods, of which some may not exist yet.
  for (const resource of ['deployments', 'replicasets', 'statefulsets'] as const) {
    resources.use(
      client.watch(resource, ({ object }) => {
        const { namespace = '' } = object.metadata
        for (const budget of client.list('poddisruptionbudgets', { namespace }))
          reconciler.enqueue(budget.metadata)
      }),
    )
  }
  return resources

  function reconcile(namespace: string, name: string) {
    const budget = client.get('poddisruptionbudgets', namespace, name)
    if (budget === undefined) return
    const pods = client
      .list('pods', { namespace })
      .filter((pod) => budgetSelects(budget.spec?.selector, pod.metadata.labels))
    const status = observeBudget(budget, pods, expectedPods(namespace, pods), clock.now())
    client.updateStatus('poddisruptionbudgets', { ...budget, status })
  }

  /** The sizes of the workloads that the pods belong to; a pod without one stands for itself. */
  function expectedPods(namespace: string, pods: readonly Live<Pod>[]): number {
    const sizes = new Map<string, number>()
    for (const pod of pods) {
      const owner = controllerOf(pod.metadata)
      if (owner?.kind === 'ReplicaSet') {
        const replicaSet = client.get('replicasets', namespace, owner.name)
        const above = controllerOf(replicaSet?.metadata)
        const deployment =
          above?.kind === 'Deployment' ? client.get('deployments', namespace, above.name) : undefined
        sizes.set(above?.uid ?? owner.uid, (deployment ?? replicaSet)?.spec?.replicas ?? 1)
      } else if (owner?.kind === 'StatefulSet') {
        sizes.set(owner.uid, client.get('statefulsets', namespace, owner.name)?.spec?.replicas ?? 1)
      } else {
        sizes.set(pod.metadata.uid, 1)
      }
    }
    return [...sizes.values()].reduce((total, size) => total + size, 0)
  }
}
