import type { ClusterClient } from '../../client/cluster-client.ts'
import type { PartContext } from '../../client/parts.ts'
import { objectKey, parseObjectKey } from '../../client/queue/object-key.ts'

const mostEvents = 1000
const eventLifeMs = 60 * 60_000
const sweepEveryMs = 60_000

/**
 * Keeps the number of events small, so that a pod in a crash loop cannot fill the memory: the newest 1000 stay, for
 * an hour after they last happened (upstream's `--event-ttl`).
 */
export function startEventExpiry({ client, clock }: Pick<PartContext, 'client' | 'clock'>): Disposable {
  // Insertion order is the order of the last write, so the front is always the oldest.
  const lastWrites = new Map<string, number>()
  let timer: Disposable | undefined

  function sweep() {
    timer = undefined
    for (const [key, atMs] of lastWrites) {
      if (clock.now() - atMs < eventLifeMs) break
      remove(client, lastWrites, key)
    }
    if (lastWrites.size > 0) timer = clock.after(sweepEveryMs, sweep)
  }

  const watch = client.watch('events', ({ type, object }) => {
    const key = objectKey(object.metadata)
    lastWrites.delete(key)
    if (type === 'DELETED') return
    lastWrites.set(key, clock.now())
    timer ??= clock.after(sweepEveryMs, sweep)
    const oldest = lastWrites.size > mostEvents ? lastWrites.keys().next().value : undefined
    if (oldest !== undefined) remove(client, lastWrites, oldest)
  })
  return {
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      timer?.[Symbol.dispose]()
    },
  }
}

function remove(client: ClusterClient, lastWrites: Map<string, number>, key: string) {
  const { namespace, name } = parseObjectKey(key)
  lastWrites.delete(key)
  client.delete('events', namespace, name)
}
