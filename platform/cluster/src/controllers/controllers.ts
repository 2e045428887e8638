import type { Part, PartContext } from '../parts.ts'
import type { StartController } from './context.ts'
import { startDeploymentController } from './deployment/deployment-controller.ts'
import { startEventExpiry } from './events/event-expiry.ts'
import { createEventRecorder } from './events/recorder.ts'
import { startReplicaSetController } from './replicaset/replica-set-controller.ts'

/** Every controller, by the component name under which it writes events. */
const controllers: { [component: string]: StartController } = {
  'deployment-controller': startDeploymentController,
  'replicaset-controller': startReplicaSetController,
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
