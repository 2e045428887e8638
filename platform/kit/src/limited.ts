/** Lets a limited number of works run at the same time; the others wait in order. */
export function limited(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = limit
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // Handed on, not given back: work that comes in between must not overtake the one that waits.
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
