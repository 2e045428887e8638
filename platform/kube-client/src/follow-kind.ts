import type { Clock } from '@gitops-example/kit/clock'
import type { KubeObject } from './kube-object.ts'
import { Outage } from './outage.ts'
import type { ResourceTypes } from './resource-types.ts'
import { ResourceWatch, type WatchedApi } from './resource-watch.ts'

export interface FollowKindOptions {
  api: WatchedApi & { types: Pick<ResourceTypes, 'of'> }
  apiVersion: string
  kind: string
  clock: Clock
  /** Gets the first failure of each outage. */
  log: (line: string) => void
  /** What of an object is kept and reported; all of it by default. */
  trim?(object: KubeObject): KubeObject
  /** Called for each object that appears, changes or goes; `now` is undefined when it is gone. */
  onChange(before: KubeObject | undefined, now: KubeObject | undefined): void
}

/** Follows every object of a kind until stopped; waits for a kind that is not served yet, or whose list is refused. */
export function followKind(options: FollowKindOptions): { stop(): Promise<void> } {
  const { api, apiVersion, kind, clock, log } = options
  const stopped = new AbortController()
  const { signal } = stopped
  const outage = new Outage(clock, (reason) => log(`watch of ${kind}: ${reason}`))
  const untilStopped = Promise.withResolvers<void>()
  const once = async () => {
    const watch = new ResourceWatch({ ...options, type: await api.types.of(apiVersion, kind) })
    if (signal.aborted) return
    const stop = () => void watch.stop()
    signal.addEventListener('abort', stop)
    watch.start()
    try {
      await watch.ready
      outage.over()
      await untilStopped.promise
    } finally {
      signal.removeEventListener('abort', stop)
      await watch.stop()
    }
  }
  const run = async () => {
    while (!signal.aborted) {
      try {
        await once()
      } catch (error) {
        if (signal.aborted) return
        outage.failed(error)
        await outage.wait(signal)
      }
    }
  }
  const running = run()
  return {
    async stop() {
      stopped.abort()
      untilStopped.resolve()
      await running
    },
  }
}
