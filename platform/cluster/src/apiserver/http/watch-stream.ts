import type { ServerResponse } from 'node:http'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { Change } from '../../storage/change.ts'
import type { ObjectFilter } from '../registry/object-filter.ts'
import { eventOf, startOfWatch, type WatchOptions, type WatchStart } from '../registry/watch.ts'
import type { Encoder } from './encode/encoder.ts'
import type { ServerContext } from './server-context.ts'

interface WatchStreamOptions {
  context: ServerContext
  response: ServerResponse
  resource: Resource
  filter: ObjectFilter
  encoder: Encoder
  bookmarks: boolean
  /** Whether a bookmark says that the initial events are complete. */
  marksInitialEnd: boolean
  timeoutMs: number
  signal: AbortSignal
}

const bookmarkEveryMs = 60_000
const initialEndAnnotation = 'k8s.io/initial-events-end'

/** One client's watch: initial events, then each change in the order of the log, one JSON object a line. */
export class WatchStream {
  readonly #options: WatchStreamOptions
  readonly #owned = new DisposableStack()
  readonly #ended = Promise.withResolvers<void>()
  #pending: Change[] = []
  #bookmarkTimer: Disposable | undefined
  #isScheduled = false
  #isBlocked = false
  #isEnded = false
  /** The version up to which the client has been sent everything. */
  #version = 0

  constructor(options: WatchStreamOptions) {
    this.#options = options
  }

  /** Resolves when the watch has ended: by the client, its time limit, the end of the resource or of the server. */
  async run(options: WatchOptions): Promise<void> {
    const { context, resource, filter, response } = this.#options
    try {
      // Start and subscription are one step, so that no change falls between them.
      const start = startOfWatch(context.api, resource, filter, options)
      this.#version = start.version
      this.#sendInitial(start)
      this.#follow()
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      // Headers are out: a version that is gone is reported by an event, as upstream's watch cache does.
      this.#write(eventLine('ERROR', JSON.stringify(error.status)))
      response.end()
      return
    }
    await this.#ended.promise
  }

  #sendInitial({ initial, missed }: WatchStart): void {
    const { encoder, filter, resource, marksInitialEnd } = this.#options
    const name = storageName(resource)
    const lines = initial.map((object) => eventLine('ADDED', encoder.one(object)))
    for (const change of missed) {
      const event = change.resource === name ? eventOf(filter, change) : undefined
      if (event !== undefined) lines.push(eventLine(event.type, encoder.one(event.object)))
    }
    if (marksInitialEnd) {
      lines.push(
        eventLine('BOOKMARK', encoder.bookmark(String(this.#version), { [initialEndAnnotation]: 'true' })),
      )
    }
    if (lines.length > 0) this.#write(lines.join(''))
  }

  #follow(): void {
    const { context, resource, response, signal, timeoutMs } = this.#options
    const { clock, api } = context
    this.#owned.use(api.store.onChange((change) => this.#note(change), storageName(resource)))
    this.#owned.use(api.resources.onRemove((removed) => isSame(removed, resource) && this.#end()))
    this.#owned.use(clock.after(timeoutMs, () => this.#endWithBookmark()))
    this.#bookmarkLater()
    response.on('drain', () => {
      this.#isBlocked = false
      this.#schedule()
    })
    response.once('close', () => this.#end())
    if (signal.aborted) this.#end()
    else signal.addEventListener('abort', () => this.#end(), { once: true })
  }

  /** Runs inside the write: it only takes a note. */
  #note(change: Change): void {
    const { namespace } = this.#options.filter
    if (namespace !== undefined && change.object.metadata.namespace !== namespace) return
    if (change.version <= this.#version) return
    this.#pending.push(change)
    this.#schedule()
  }

  #schedule(): void {
    // A client that reads slowly waits within the log; when that has moved on, the client has to begin again.
    if (this.#isBlocked && !this.#options.context.api.store.remembers(this.#version)) this.#end()
    if (this.#isScheduled || this.#isBlocked || this.#pending.length === 0) return
    this.#isScheduled = true
    queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    this.#isScheduled = false
    if (this.#isEnded) return
    const changes = this.#pending
    this.#pending = []
    const { encoder, filter } = this.#options
    let text = ''
    for (const change of changes) {
      this.#version = change.version
      const event = eventOf(filter, change)
      if (event !== undefined) text += eventLine(event.type, encoder.one(event.object))
    }
    if (text !== '') this.#write(text)
  }

  #bookmarkLater(): void {
    const { bookmarks, context } = this.#options
    if (!bookmarks) return
    this.#bookmarkTimer = context.clock.after(bookmarkEveryMs, () => {
      if (!this.#isBlocked) this.#bookmark()
      this.#bookmarkLater()
    })
  }

  /** Sends the version of the whole store: everything of this resource up to it has been sent. */
  #bookmark(): void {
    this.#flush()
    const { context, encoder } = this.#options
    this.#version = Math.max(this.#version, context.api.store.version)
    this.#write(eventLine('BOOKMARK', encoder.bookmark(String(this.#version))))
  }

  #endWithBookmark(): void {
    if (this.#options.bookmarks && !this.#isBlocked) this.#bookmark()
    this.#end()
  }

  #write(text: string): void {
    if (!this.#options.response.write(text)) this.#isBlocked = true
  }

  #end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#pending = []
    this.#bookmarkTimer?.[Symbol.dispose]()
    this.#owned.dispose()
    this.#options.response.end()
    this.#ended.resolve()
  }
}

function eventLine(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`
}

/** A definition that is applied again makes its resources again. */
function isSame(left: Resource, right: Resource): boolean {
  return left.group === right.group && left.version === right.version && left.resource === right.resource
}
