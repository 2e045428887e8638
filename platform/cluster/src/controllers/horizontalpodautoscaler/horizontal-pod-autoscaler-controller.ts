import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.js'
import type { Live } from '../../objects.ts'
import type { ControllerContext } from '../context.ts'
import { createReconciler } from '../queue/reconciler.ts'
import { observeAutoscaler, observeMissingTarget, planAutoscale } from './plan-autoscale.ts'

const resourceOfKind = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
} as const

type Scalable = (typeof resourceOfKind)[keyof typeof resourceOfKind]

/**
 * Keeps the target of each HorizontalPodAutoscaler between its limits and says in its conditions that there are no
 * metrics to go by.
 */
export function startHorizontalPodAutoscalerController(context: ControllerContext): Disposable {
  const { client, clock, recorder } = context
  const reconciler = createReconciler('horizontal-pod-autoscaler', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('horizontalpodautoscalers', ({ type, object }) => {
      if (type !== 'DELETED') reconciler.enqueue(object.metadata)
    }),
  )
  for (const resource of Object.values(resourceOfKind)) {
    resources.use(
      client.watch(resource, ({ object }) => {
        const { namespace = '', name } = object.metadata
        for (const autoscaler of client.list('horizontalpodautoscalers', { namespace })) {
          if (targetOf(autoscaler) === resource && autoscaler.spec?.scaleTargetRef.name === name) {
            reconciler.enqueue(autoscaler.metadata)
          }
        }
      }),
    )
  }
  return resources

  function reconcile(namespace: string, name: string) {
    const autoscaler = client.get('horizontalpodautoscalers', namespace, name)
    if (autoscaler?.spec === undefined || autoscaler.metadata.deletionTimestamp !== undefined) return
    const { kind, name: targetName } = autoscaler.spec.scaleTargetRef
    const resource = targetOf(autoscaler)
    const target = resource && client.get(resource, namespace, targetName)
    if (resource === undefined || target?.spec === undefined) {
      const message =
        resource === undefined
          ? `kind ${kind} cannot be scaled here`
          : `${resource}.apps "${targetName}" not found`
      recorder.warning(autoscaler, 'FailedGetScale', message)
      const status = observeMissingTarget(autoscaler, message, clock.now())
      client.updateStatus('horizontalpodautoscalers', { ...autoscaler, status })
      return
    }
    const current = target.spec.replicas ?? 1
    const plan = planAutoscale(autoscaler.spec, current)
    if (plan.replicas !== current) {
      resize(resource, namespace, targetName, plan.replicas)
      const bound = plan.reason === 'TooFewReplicas' ? 'below Spec.MinReplicas' : 'above Spec.MaxReplicas'
      const message = `New size: ${plan.replicas}; reason: Current number of replicas ${bound}`
      recorder.normal(autoscaler, 'SuccessfulRescale', message)
    }
    const status = observeAutoscaler(autoscaler, current, plan, clock.now())
    client.updateStatus('horizontalpodautoscalers', { ...autoscaler, status })
  }

  function resize(resource: Scalable, namespace: string, name: string, replicas: number) {
    // One branch per resource, because the type of the spec depends on it.
    if (resource === 'deployments') {
      const live = client.get(resource, namespace, name)
      if (live?.spec) client.update(resource, { ...live, spec: { ...live.spec, replicas } })
    } else if (resource === 'replicasets') {
      const live = client.get(resource, namespace, name)
      if (live?.spec) client.update(resource, { ...live, spec: { ...live.spec, replicas } })
    } else {
      const live = client.get(resource, namespace, name)
      if (live?.spec) client.update(resource, { ...live, spec: { ...live.spec, replicas } })
    }
  }
}

function targetOf(autoscaler: Live<HorizontalPodAutoscaler>): Scalable | undefined {
  const kind = autoscaler.spec?.scaleTargetRef.kind ?? ''
  return Object.entries(resourceOfKind).find(([known]) => known === kind)?.[1]
}
