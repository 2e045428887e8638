import type { Clock } from '@gitops-example/kit/clock'
import type { FromDataPath } from '../protocol.ts'
import type { Backend } from './endpoints/backend.ts'

/** Receives every response of a pod. `status` is there where the response is HTTP. */
export type Responded = (backend: Backend, status?: number) => void

/** Reports the first response of each port of a pod. */
export function reportFirstResponses(clock: Clock, send: (message: FromDataPath) => void): Responded {
  const reported = new WeakSet<Backend>()
  return (backend, status) => {
    const { pod } = backend
    if (pod === undefined || reported.has(backend)) return
    reported.add(backend)
    const at = clock.now()
    send({ type: 'first-response', pod, at, ...(status === undefined ? {} : { status }) })
  }
}
