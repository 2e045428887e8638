import type { Backend } from '../endpoints/backend.ts'
import type { ChooseBackend } from '../endpoints/choose-backend.ts'

/** Where a request goes. */
export interface Destination {
  /** For messages, such as `Service dev/web port 80`. */
  name: string
  choose: ChooseBackend
  /** The request target for the pod. */
  path: string
  /** Headers to send to the pod, names and values in turn. */
  headers: string[]
  /** Called when a response of the pod is about to be passed on. */
  responded: (backend: Backend, status: number) => void
  /** How long the pod may keep silent, in milliseconds; 0 for ever. */
  silenceMs: number
}

export function nobodyReady({ name }: Destination): string {
  return `No pod of ${name} is ready.`
}

export function unreachable({ name }: Destination, error: Error): string {
  return `No pod of ${name} could be reached: ${error.message}.`
}
