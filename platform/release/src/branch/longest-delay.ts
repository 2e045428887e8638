const firstMs = 50
const lastMs = 3000

/** Pure: how long to wait at most, in milliseconds, before an attempt that failed is made again. */
export function longestDelayMs(failed: {
  /** Counts from 1. */
  attempt: number
  tookMs: number
  /** Others give way to it: their delays grow, its own do not. */
  urgent: boolean
}): number {
  const { attempt, tookMs, urgent } = failed
  if (urgent) return firstMs
  // Pushers that are slow need more room between them: delays grow from the time that one attempt takes.
  return Math.min(Math.max(lastMs, 10 * tookMs), Math.max(firstMs, tookMs) * 2 ** (attempt - 1))
}
