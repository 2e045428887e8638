import type { PartContext } from '../parts.ts'
import type { EventRecorder } from './events/recorder.ts'

/** What every controller is given. */
export interface ControllerContext extends PartContext {
  recorder: EventRecorder
}

/** Starts a controller; disposing the result ends its watches and timers. */
export type StartController = (context: ControllerContext) => Disposable
