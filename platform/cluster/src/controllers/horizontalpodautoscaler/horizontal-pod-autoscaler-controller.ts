import type { HorizontalPodAutoscaler } from '#kubernetes/autoscaling/v2'
import type { LabelSelector } from '#kubernetes/meta/v1'
import { createReconciler } from '../../client/queue/reconciler.ts'
import type { Live } from '../../machinery/objects.ts'
import type { ControllerContext } from '../context.ts'
import { observeAutoscaler, observeMissingTarget } from './autoscaler-status.ts'
import { type AutoscalePlan, planAutoscale } from './plan-autoscale.ts'
import { readMetric } from './read-metric.ts'
import { type ScalingHistory, trimHistory } from './scaling-behavior.ts'
import { UsageSample } from './usage-sample.ts'

const resourceOfKind = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
} as const

type Scalable = (typeof resourceOfKind)[keyof typeof resourceOfKind]

/** As upstream looks at the metrics (`--horizontal-pod-autoscaler-sync-period`). */
const syncMs = 15_000

/**
 * Sizes the target of each HorizontalPodAutoscaler by what its pods use. Where nobody measures that, the target is kept
 * between its limits, and the conditions say so.
 */
export function startHorizontalPodAutoscalerController(context: ControllerContext): Disposable {
  const { client, clock, recorder, usage } = context
  const sample = usage && new UsageSample(clock, usage, syncMs)
  const histories = new Map<string, ScalingHistory>()
  const reconciler = createReconciler('horizontal-pod-autoscaler', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(
    client.watch('horizontalpodautoscalers', ({ type, object }) => {
      if (type === 'DELETED') histories.delete(object.metadata.uid)
      else reconciler.enqueue(object.metadata)
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

  function reconcile(namespace: string, name: string): number | undefined {
    const autoscaler = client.get('horizontalpodautoscalers', namespace, name)
    if (autoscaler?.spec === undefined || autoscaler.metadata.deletionTimestamp !== undefined) {
      return undefined
    }
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
      return undefined
    }
    const current = target.spec.replicas ?? 1
    const plan = planFor(autoscaler, target.spec.selector, current)
    if (plan.replicas !== current) {
      resize(resource, namespace, targetName, plan.replicas)
      const message = `New size: ${plan.replicas}; reason: ${plan.because}`
      recorder.normal(autoscaler, 'SuccessfulRescale', message)
    }
    if (plan.active.reason === 'FailedGetResourceMetric') {
      recorder.warning(autoscaler, plan.active.reason, plan.active.message)
    }
    const status = observeAutoscaler(autoscaler, current, plan, clock.now())
    client.updateStatus('horizontalpodautoscalers', { ...autoscaler, status })
    return sample === undefined ? undefined : syncMs
  }

  function planFor(
    { metadata, spec }: Live<HorizontalPodAutoscaler>,
    selector: LabelSelector | undefined,
    current: number,
  ): AutoscalePlan {
    const nowMs = clock.now()
    const limits = spec ?? { maxReplicas: current, scaleTargetRef: { kind: '', name: '' } }
    const history = histories.get(metadata.uid) ?? {
      // So that the first look does not shrink a target whose load it does not know yet.
      recommendations: [{ atMs: nowMs, replicas: current }],
      changes: [],
    }
    histories.set(metadata.uid, history)
    trimHistory(limits, history, nowMs)
    const pods = selector
      ? client.list('pods', { namespace: metadata.namespace ?? '', labels: selector })
      : []
    const outcomes =
      sample === undefined
        ? []
        : (limits.metrics ?? []).map((metric) => readMetric(metric, pods, sample.read(), nowMs))
    const plan = planAutoscale(limits, current, outcomes, history, nowMs)
    if (plan.replicas !== current) history.changes.push({ atMs: nowMs, by: plan.replicas - current })
    return plan
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
