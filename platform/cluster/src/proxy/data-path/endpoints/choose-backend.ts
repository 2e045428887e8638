import type { Backend } from './backend.ts'

/** Picks where the next connection or request goes, leaving out what this one has tried already. */
export type ChooseBackend = (tried: ReadonlySet<Backend>) => Backend | undefined

/** The backend with the fewest requests under way; among equals the one whose turn is longest ago. */
export function chooseBackend(
  backends: readonly Backend[],
  tried: ReadonlySet<Backend>,
): Backend | undefined {
  let best: Backend | undefined
  let lastTurn = 0
  for (const backend of backends) {
    lastTurn = Math.max(lastTurn, backend.turn)
    if (tried.has(backend)) continue
    if (
      best === undefined ||
      backend.active < best.active ||
      (backend.active === best.active && backend.turn < best.turn)
    ) {
      best = backend
    }
  }
  if (best !== undefined) best.turn = lastTurn + 1
  return best
}
