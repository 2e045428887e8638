import { readFileSync } from 'node:fs'
import type { DeliveryRun } from './delivery-run.ts'

/** How many versions of an app are remembered. */
const keptTags = 20

/** Which versions of each app went live on this machine, also before a restart: by its log of deliveries. */
export class LiveReleases {
  readonly #tags = new Map<string, string[]>()

  /** `logs`, the oldest first, are files with a line `TIME RUN` for each delivery that has ended. */
  constructor(logs: readonly string[]) {
    for (const line of logs.flatMap(linesOf)) {
      const run = parseRun(line.slice(line.indexOf(' ') + 1))
      if (run !== undefined) this.add(run)
    }
  }

  /** A delivery has ended. */
  add({ state, commit, apps }: Pick<DeliveryRun, 'state' | 'commit' | 'apps'>): void {
    if (state !== 'live') return
    for (const app of apps) {
      const earlier = (this.#tags.get(app) ?? []).filter((tag) => tag !== commit)
      this.#tags.set(app, [commit, ...earlier].slice(0, keptTags))
    }
  }

  /** The commits that went live, the newest first. */
  of(app: string): readonly string[] {
    return this.#tags.get(app) ?? []
  }
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return [] // nothing was delivered yet
  }
}

/** A line that was cut short by a kill says nothing. */
function parseRun(text: string): Pick<DeliveryRun, 'state' | 'commit' | 'apps'> | undefined {
  try {
    const { state, commit, apps } = JSON.parse(text) as Partial<DeliveryRun>
    if (state === undefined || typeof commit !== 'string' || !Array.isArray(apps)) return undefined
    return { state, commit, apps }
  } catch {
    return undefined
  }
}
