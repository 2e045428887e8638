import { workerData } from 'node:worker_threads'
import { call } from './call.ts'

/**
 * A client for tests, run as a thread: from when it is let go it sends requests to each port in turn until enough are
 * answered with 200, and says how many there are.
 */
export interface SteadyClientData {
  targets: { port: number; host: string }[]
  wanted: number
  /** [whether to go, how many are answered] */
  shared: Int32Array
}

const { targets, wanted, shared }: SteadyClientData = workerData
Atomics.wait(shared, 0, 0)
for (let answered = 0; answered < wanted; ) {
  for (const { port, host } of targets) {
    const { status } = await call(port, { headers: { host } })
    if (status !== 200) continue
    answered = Atomics.add(shared, 1, 1) + 1
    Atomics.notify(shared, 1)
  }
}
