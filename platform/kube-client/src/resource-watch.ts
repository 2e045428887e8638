import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { isApiError } from './api-error.ts'
import { isNewer } from './is-newer.ts'
import type { KubeObject } from './kube-object.ts'
import type { KubernetesApi } from './kubernetes-api.ts'
import { Outage } from './outage.ts'
import type { ResourceType } from './resource-types.ts'

/** A watch that ends sooner is begun again after a while: its server is in trouble. */
const shortWatchMs = 1000
const goneCode = 410

export type WatchedApi = Pick<KubernetesApi, 'list' | 'watch'>

export interface ResourceWatchOptions {
  api: WatchedApi
  type: ResourceType
  clock: Clock
  /** Gets the first failure of each outage. */
  log: (line: string) => void
  /** What of an object is kept and reported; all of it by default. */
  trim?(object: KubeObject): KubeObject
  /** Called for each object that appears, changes or goes; `now` is undefined when it is gone. */
  onChange(before: KubeObject | undefined, now: KubeObject | undefined): void
}

/**
 * Every object of one kind in all namespaces, kept up to date by list and watch: resumes where a watch ended, lists
 * again where the server has forgotten that place (410), and waits longer each time while the server is away.
 */
export class ResourceWatch {
  readonly type: ResourceType
  readonly #options: ResourceWatchOptions
  readonly #stopped = new AbortController()
  readonly #ready = Promise.withResolvers<void>()
  #objects = new Map<string, KubeObject>()
  #deleted = new Map<string, KubeObject>()
  #running: Promise<void> | undefined
  readonly #outage: Outage
  #isReady = false

  constructor(options: ResourceWatchOptions) {
    this.#options = options
    this.type = options.type
    const { clock, log } = options
    this.#outage = new Outage(clock, (reason) => log(`watch of ${options.type.plural}: ${reason}`))
    this.#ready.promise.catch(() => {})
  }

  start(): void {
    this.#running = this.#run()
  }

  /** Resolves when all objects are there for the first time; rejects when stopped or refused before. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(`${namespace}/${name}`)
  }

  objects(): Iterable<KubeObject> {
    return this.#objects.values()
  }

  /** Takes the server's answer to a write, which the watch reports only later. */
  put(object: KubeObject): void {
    const key = keyOf(object)
    const deleted = this.#deleted.get(key)
    if (deleted !== undefined && !isNewer(object, deleted)) return
    this.#set(key, object)
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error('stopped'))
    this.#ready.reject(new Error('stopped'))
    await this.#running
  }

  async #run(): Promise<void> {
    const { clock } = this.#options
    const { signal } = this.#stopped
    let resumeAt: string | undefined
    while (!signal.aborted) {
      try {
        resumeAt ??= await this.#list()
        this.#becomeReady()
        const startedAt = clock.now()
        const wasLong = () => clock.now() - startedAt >= shortWatchMs
        try {
          resumeAt = await this.#watch(resumeAt)
        } finally {
          if (wasLong()) this.#outage.over()
        }
        if (wasLong()) continue
      } catch (error) {
        if (signal.aborted) return
        if (isApiError(error, 410)) {
          resumeAt = undefined
          continue
        }
        if (isApiError(error, 404)) {
          // The kind is gone with its definition; it may come back.
          this.#replace([])
          this.#becomeReady()
          resumeAt = undefined
        } else if (!this.#isReady && error instanceof GitopsError && !error.retryable) {
          this.#ready.reject(error)
          return
        } else {
          this.#outage.failed(error)
        }
      }
      await this.#outage.wait(signal)
    }
  }

  #becomeReady(): void {
    this.#isReady = true
    this.#ready.resolve()
  }

  async #list(): Promise<string> {
    const { api, type } = this.#options
    const { items, resourceVersion } = await api.list(type)
    this.#replace(items)
    return resourceVersion
  }

  /** Returns where to resume; undefined when everything has to be listed again. */
  async #watch(from: string): Promise<string | undefined> {
    const { api, type } = this.#options
    let at: string | undefined = from
    await api.watch(
      type,
      from,
      (event) => {
        if (event.type === 'ERROR') {
          if (event.code !== goneCode) throw watchError(type, event.code)
          at = undefined
          return
        }
        if (event.type === 'BOOKMARK') {
          at = event.resourceVersion ?? at
          return
        }
        at = event.object.metadata.resourceVersion ?? at
        if (event.type === 'DELETED') this.#remove(event.object)
        else this.#set(keyOf(event.object), event.object)
      },
      this.#stopped.signal,
    )
    return at
  }

  #replace(items: readonly KubeObject[]): void {
    const kept = new Set(items.map(keyOf))
    for (const [key, object] of [...this.#objects]) {
      if (kept.has(key)) continue
      this.#objects.delete(key)
      this.#options.onChange(object, undefined)
    }
    for (const item of items) this.#set(keyOf(item), item)
  }

  #set(key: string, whole: KubeObject): void {
    const before = this.#objects.get(key)
    if (before !== undefined && !isNewer(whole, before)) return
    const object = this.#options.trim?.(whole) ?? whole
    this.#objects.set(key, object)
    this.#deleted.delete(key)
    this.#options.onChange(before, object)
  }

  #remove(object: KubeObject): void {
    const key = keyOf(object)
    const before = this.#objects.get(key)
    if (before === undefined || isNewer(before, object)) return
    this.#objects.delete(key)
    this.#deleted.set(key, object)
    if (this.#deleted.size > 1000) this.#deleted.delete(this.#deleted.keys().next().value ?? '')
    this.#options.onChange(before, undefined)
  }
}

function watchError({ plural }: ResourceType, code: number): GitopsError {
  return new GitopsError('kubernetes-watch-failed', `The watch of ${plural} ended with code ${code}.`, {
    retryable: true,
  })
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}
