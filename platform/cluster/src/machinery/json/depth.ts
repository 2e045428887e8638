/** Deeper than any schema of Kubernetes, shallow enough for recursive functions. */
export const maxDepth = 500

/** Whether lists and objects are nested in each other more than `levels` times; goes no deeper itself. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1))
}
