import { setTimeout as delay } from 'node:timers/promises'

const patienceMs = 60_000
const pauseMs = 20

/** Tries until `assertion` holds; patient, since the machine may be busy with other tests. */
export async function eventually(assertion: () => void | Promise<void>): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(pauseMs)
    }
  }
}
