import { listField, textField } from '@gitops-example/kit/json/fields'
import { isApiError } from './api-error.ts'
import type { Connection } from './connection.ts'
import type { KubeObject } from './kube-object.ts'
import { parseObject } from './parse-object.ts'
import { collectionPath, type ResourceType, type ResourceTypes } from './resource-types.ts'
import { parseWatchEvent, type WatchEvent } from './watch-event.ts'

/** Argo CD's own name, so that a cluster handed over between the two sees one owner of fields. */
export const fieldManager = 'argocd-controller'

/** The server ends a watch after this time, so that a connection that died unnoticed is replaced. */
const watchSeconds = 300

export interface WriteOptions {
  dryRun?: boolean
  /** Refuses fields that the kind does not have; the default. */
  validate?: boolean
  signal?: AbortSignal
}

/** The verbs of the Kubernetes API, on plain JSON. */
export class KubernetesApi {
  readonly types: ResourceTypes
  readonly #connection: Connection

  constructor(connection: Connection, types: ResourceTypes) {
    this.#connection = connection
    this.types = types
  }

  async get(type: ResourceType, namespace: string, name: string): Promise<KubeObject | undefined> {
    try {
      return parseObject(await this.#connection.json('GET', objectPath(type, namespace, name)))
    } catch (error) {
      if (isApiError(error, 404)) return undefined
      throw error
    }
  }

  async list(type: ResourceType, query: Record<string, string> = {}, namespace?: string) {
    const list = await this.#connection.json('GET', collectionPath(type, namespace), { query })
    return {
      resourceVersion: textField(list, 'metadata', 'resourceVersion') ?? '',
      // Objects in a list come without these two.
      items: listField(list, 'items').map((item) => parseObject(item, type)),
    }
  }

  /** Resolves when the server ends the watch; throws where it refuses it. */
  async watch(
    type: ResourceType,
    resourceVersion: string,
    onEvent: (event: WatchEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: String(watchSeconds),
    }
    const answer = await this.#connection.open('GET', collectionPath(type), { query, signal })
    answer.setEncoding('utf8')
    let rest = ''
    for await (const chunk of answer) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') onEvent(parseWatchEvent(line))
    }
  }

  /** Server-side apply as `argocd-controller`, taking over fields that others own. */
  async apply(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const path = await this.#pathOf(object)
    const query = { fieldManager, force: 'true', ...writeQuery(options) }
    const contentType = 'application/apply-patch+yaml'
    return parseObject(
      await this.#connection.json('PATCH', path, {
        query,
        body: object,
        contentType,
        ...signalOf(options),
      }),
    )
  }

  async create(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const type = await this.types.of(object.apiVersion, object.kind)
    const query = { fieldManager, ...writeQuery(options) }
    const path = collectionPath(type, object.metadata.namespace)
    return parseObject(
      await this.#connection.json('POST', path, {
        query,
        body: object,
        ...signalOf(options),
      }),
    )
  }

  async replace(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const path = await this.#pathOf(object)
    const query = { fieldManager, ...writeQuery(options) }
    return parseObject(
      await this.#connection.json('PUT', path, {
        query,
        body: object,
        ...signalOf(options),
      }),
    )
  }

  async mergePatch(type: ResourceType, namespace: string, name: string, patch: unknown): Promise<KubeObject> {
    return parseObject(
      await this.#connection.json('PATCH', objectPath(type, namespace, name), {
        query: { fieldManager },
        body: patch,
        contentType: 'application/merge-patch+json',
      }),
    )
  }

  /** Asks for the deletion; an object that is already gone is not an error. With `uid`, only of that very object. */
  async delete(
    type: ResourceType,
    namespace: string,
    name: string,
    options: { propagationPolicy?: string; uid?: string } = {},
  ): Promise<void> {
    const { propagationPolicy = 'Foreground', uid } = options
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy,
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    }
    try {
      await this.#connection.json('DELETE', objectPath(type, namespace, name), { body })
    } catch (error) {
      if (!isApiError(error, 404)) throw error
    }
  }

  /** The last lines that a container wrote; of its previous run where asked. */
  async logTail(
    namespace: string,
    pod: string,
    container: string,
    options: { tailLines: number; previous: boolean; signal: AbortSignal },
  ): Promise<string> {
    const { tailLines, previous, signal } = options
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`
    const query = { container, tailLines: String(tailLines), ...(previous ? { previous: 'true' } : {}) }
    return await this.#connection.text('GET', path, { query, signal })
  }

  /** Such as `v1.36.0`. */
  async version(): Promise<string> {
    return textField(await this.#connection.json('GET', '/version'), 'gitVersion') ?? 'v0.0.0'
  }

  async #pathOf(object: KubeObject): Promise<string> {
    const type = await this.types.of(object.apiVersion, object.kind)
    return objectPath(type, object.metadata.namespace ?? '', object.metadata.name)
  }
}

function objectPath(type: ResourceType, namespace: string, name: string): string {
  return `${collectionPath(type, namespace)}/${encodeURIComponent(name)}`
}

function writeQuery({ dryRun = false, validate = true }: WriteOptions): Record<string, string> {
  return { fieldValidation: validate ? 'Strict' : 'Ignore', ...(dryRun ? { dryRun: 'All' } : {}) }
}

function signalOf({ signal }: WriteOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
