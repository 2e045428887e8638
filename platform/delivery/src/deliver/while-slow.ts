import type { Clock } from '@gitops-example/kit/clock'

/** A wait that is shorter needs no words. */
const quietMs = 3000
const againMs = 5000

/** Calls `say` with the milliseconds since now, once they are many and then again and again, until it is disposed. */
export function whileSlow(clock: Clock, say: (ms: number) => void): Disposable {
  const startedAt = clock.now()
  const speak = () => {
    say(clock.now() - startedAt)
    timer = clock.after(againMs, speak)
  }
  let timer = clock.after(quietMs, speak)
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() }
}
