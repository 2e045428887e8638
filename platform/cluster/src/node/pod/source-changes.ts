import type { ClusterClient } from '../../client.ts'

export type SourceKind = 'ConfigMap' | 'Secret' | 'Service'

type Listener = (kind: SourceKind, namespace: string, name: string) => void

/** One watch each on the objects that pods take variables and files from, for all pods together. */
export class SourceChanges implements Disposable {
  readonly #listeners = new Set<Listener>()
  readonly #watches: Disposable[]

  constructor(client: Pick<ClusterClient, 'watch'>) {
    const tell =
      (kind: SourceKind) => (event: { object: { metadata: { namespace?: string; name: string } } }) => {
        const { namespace = '', name } = event.object.metadata
        for (const listener of [...this.#listeners]) listener(kind, namespace, name)
      }
    this.#watches = [
      client.watch('configmaps', tell('ConfigMap')),
      client.watch('secrets', tell('Secret')),
      client.watch('services', tell('Service')),
    ]
  }

  on(listener: Listener): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** Resolves with the next change in the namespace; rejects with the signal's reason when aborted first. */
  next(namespace: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
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
