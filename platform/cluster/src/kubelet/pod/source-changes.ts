import type { ClusterClient } from '../../client/cluster-client.ts'

export type SourceKind = 'ConfigMap' | 'Secret' | 'Service'

type Listener = (kind: SourceKind, namespace: string, name: string) => void

/** One watch each on the objects that pods take variables and files from, for all pods together. */
export class SourceChanges implements Disposable {
  readonly #listeners = new Set<Listener>()
  readonly #watches: Disposable[]
  readonly #versions = new Map<string, number>()
  #version = 0

  constructor(client: Pick<ClusterClient, 'watch'>) {
    const notify =
      (kind: SourceKind) => (event: { object: { metadata: { namespace?: string; name: string } } }) => {
        const { namespace = '', name } = event.object.metadata
        this.#versions.set(namespace, ++this.#version)
        for (const listener of [...this.#listeners]) listener(kind, namespace, name)
      }
    this.#watches = [
      client.watch('configmaps', notify('ConfigMap')),
      client.watch('secrets', notify('Secret')),
      client.watch('services', notify('Service')),
    ]
  }

  on(listener: Listener): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** Another number after each change: what was read at this version misses none that `next` then waits for. */
  get version(): number {
    return this.#version
  }

  /** Resolves with the first change in the namespace after `seen`; rejects with the signal's reason when aborted. */
  next(namespace: string, seen: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if ((this.#versions.get(namespace) ?? 0) > seen) return resolve()
      const finish = () => {
        subscription[Symbol.dispose]()
        signal.removeEventListener('abort', onAbort)
      }
      const onAbort = () => {
        finish()
        reject(signal.reason)
      }
      const subscription = this.on((_kind, where) => {
        if (where !== namespace) return
        finish()
        resolve()
      })
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort)
    })
  }

  [Symbol.dispose]() {
    for (const watch of this.#watches) watch[Symbol.dispose]()
    this.#listeners.clear()
  }
}
