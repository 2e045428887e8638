import type { AllObjects } from '../client/all-objects.ts'
import { createEventRecorder } from '../client/event-recorder.ts'
import type { ContainerUsage } from '../client/kubelet.ts'
import type { Part, PartContext } from '../client/parts.ts'
import type { StartController } from './context.ts'
import { startCronJobController } from './cronjob/cron-job-controller.ts'
import { startDeploymentController } from './deployment/deployment-controller.ts'
import { startEndpointSliceController } from './endpointslice/endpoint-slice-controller.ts'
import { startEventExpiry } from './events/event-expiry.ts'
import { startGarbageCollector } from './garbage-collector/garbage-collector.ts'
import { startHorizontalPodAutoscalerController } from './horizontalpodautoscaler/horizontal-pod-autoscaler-controller.ts'
import { startJobController } from './job/job-controller.ts'
import { startNamespaceController } from './namespace/namespace-controller.ts'
import { startPodDisruptionBudgetController } from './poddisruptionbudget/pod-disruption-budget-controller.ts'
import { startReplicaSetController } from './replicaset/replica-set-controller.ts'
import { startServiceAccountController } from './serviceaccount/service-account-controller.ts'
import { startStatefulSetController } from './statefulset/stateful-set-controller.ts'

export interface ControllersContext extends PartContext {
  /** Every object of the store, for the garbage collector and the end of namespaces; whoever has the store makes it. */
  allObjects: AllObjects
  /** What running containers use now, for autoscaling; without it targets are only kept within their limits. */
  usage?: () => ContainerUsage[]
}

/** Every controller that works through the client alone, by the component name under which it writes events. */
const controllers: { [component: string]: StartController } = {
  'cronjob-controller': startCronJobController,
  'deployment-controller': startDeploymentController,
  'endpointslice-controller': startEndpointSliceController,
  'horizontal-pod-autoscaler': startHorizontalPodAutoscalerController,
  'job-controller': startJobController,
  'poddisruptionbudget-controller': startPodDisruptionBudgetController,
  'replicaset-controller': startReplicaSetController,
  'serviceaccount-controller': startServiceAccountController,
  'statefulset-controller': startStatefulSetController,
}

/** Starts every controller of the cluster; `stop` ends their watches and timers. */
export function startControllers(context: ControllersContext): Part {
  const { allObjects, client, clock, log } = context
  const recorder = (component: string) => createEventRecorder({ client, clock, component, log })
  const running = new DisposableStack()
  running.use(startEventExpiry(context))
  for (const [component, start] of Object.entries(controllers)) {
    running.use(start({ ...context, recorder: recorder(component) }))
  }
  const namespaces = { ...context, recorder: recorder('namespace-controller') }
  running.use(startNamespaceController(namespaces, allObjects))
  running.use(startGarbageCollector(context, allObjects))
  return {
    async stop() {
      running.dispose()
    },
  }
}
