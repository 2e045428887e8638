import type { EventRecorder } from '../client/event-recorder.ts'
import type { ContainerUsage } from '../client/kubelet.ts'
import type { PartContext } from '../client/parts.ts'

/** What every controller is given. */
export interface ControllerContext extends PartContext {
  recorder: EventRecorder
  /** What running containers use now; absent where nobody measures it. */
  usage?: () => ContainerUsage[]
}

/** Starts a controller; disposing the result ends its watches and timers. */
export type StartController = (context: ControllerContext) => Disposable
