import type { Part, PartContext } from '../parts.ts'
import type { StartController } from './context.ts'
import { startDeploymentController } from './deployment/deployment-controller.ts'
import { startEndpointSliceController } from './endpointslice/endpoint-slice-controller.ts'
import { startEventExpiry } from './events/event-expiry.ts'
import { createEventRecorder } from './events/recorder.ts'
import { startHorizontalPodAutoscalerController } from './horizontalpodautoscaler/horizontal-pod-autoscaler-controller.ts'
import { startJobController } from './job/job-controller.ts'
import { startPodDisruptionBudgetController } from './poddisruptionbudget/pod-disruption-budget-controller.ts'
import { startReplicaSetController } from './replicaset/replica-set-controller.ts'
import { startServiceAccountController } from './serviceaccount/service-account-controller.ts'

/** Every controller, by the component name under which it writes events. */
const controllers: { [component: string]: StartController } = {
  'deployment-controller': startDeploymentController,
  'endpointslice-controller': startEndpointSliceController,
  'horizontal-pod-autoscaler': startHorizontalPodAutoscalerController,
  'job-controller': startJobController,
  'poddisruptionbudget-controller': startPodDisruptionBudgetController,
  'replicaset-controller': startReplicaSetController,
  'serviceaccount-controller': startServiceAccountController,
}

/** Starts every controller of the cluster; `stop` ends their watches and timers. */
export function startControllers(context: PartContext): Part {
  const { client, clock, log } = context
  const running = new DisposableStack()
  running.use(startEventExpiry(context))
  for (const [component, start] of Object.entries(controllers)) {
    running.use(start({ ...context, recorder: createEventRecorder({ client, clock, component, log }) }))
  }
  return {
    async stop() {
      running.dispose()
    },
  }
}
