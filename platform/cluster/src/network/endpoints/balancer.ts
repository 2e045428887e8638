import type { Backend } from './backend.ts'

/** Picks where the next connection or request goes, leaving out what this one has tried already. */
export type ChooseBackend = (tried: ReadonlySet<Backend>) => Backend | undefined

/** The backend with the fewest requests under way; among equals each takes its turn. */
export class Balancer {
  #turn = 0

  choose(backends: readonly Backend[], tried: ReadonlySet<Backend>): Backend | undefined {
    const start = this.#turn++
    let best: Backend | undefined
    for (let offset = 0; offset < backends.length; offset++) {
      const backend = backends[(start + offset) % backends.length]
      if (backend === undefined || tried.has(backend)) continue
      if (best === undefined || backend.active < best.active) best = backend
    }
    return best
  }
}
