import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { field, isRecord, textField } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'

interface Kind {
  apiVersion: string
  kind: string
  plural: string
  namespaced: boolean
}

const builtIn: Kind[] = [
  ['v1', 'Namespace', 'namespaces', false],
  ['v1', 'ConfigMap', 'configmaps', true],
  ['v1', 'Secret', 'secrets', true],
  ['v1', 'Service', 'services', true],
  ['v1', 'Pod', 'pods', true],
  ['apps/v1', 'Deployment', 'deployments', true],
  ['apps/v1', 'ReplicaSet', 'replicasets', true],
  ['batch/v1', 'Job', 'jobs', true],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false],
].map(([apiVersion, kind, plural, namespaced]) => ({
  apiVersion: String(apiVersion),
  kind: String(kind),
  plural: String(plural),
  namespaced: namespaced === true,
}))

interface Stored {
  kind: Kind
  object: KubeObject
  /** What each manager applied last. */
  applied: Map<string, unknown>
}

interface Watcher {
  kind: Kind
  response: ServerResponse
}

export interface SeenRequest {
  method: string
  path: string
  query: URLSearchParams
}

/**
 * The part of the Kubernetes API that sync uses, over real HTTP, with nobody behind it: tests play the controllers by
 * `setStatus`. Server-side apply knows what a manager applied before and replaces lists whole.
 */
export async function startFakeKubernetes() {
  const objects = new Map<string, Stored>()
  const watchers = new Set<Watcher>()
  const history: { version: number; kind: Kind; type: string; object: KubeObject }[] = []
  const requests: SeenRequest[] = []
  const logs = new Map<string, string>()
  const refusals: { method: string; path: RegExp; status: number; message: string; times: number }[] = []
  let version = 0
  let oldestKept = 0

  const kinds = (): Kind[] => [
    ...builtIn,
    ...[...objects.values()].flatMap(({ kind, object }) => {
      if (kind.kind !== 'CustomResourceDefinition') return []
      const [first] = field(object, 'spec', 'versions') as { name: string }[]
      return [
        {
          apiVersion: `${textField(object, 'spec', 'group')}/${first?.name}`,
          kind: textField(object, 'spec', 'names', 'kind') ?? '',
          plural: textField(object, 'spec', 'names', 'plural') ?? '',
          namespaced: textField(object, 'spec', 'scope') === 'Namespaced',
        },
      ]
    }),
  ]
  const keyOf = (kind: Kind, namespace: string, name: string) =>
    `${kind.apiVersion}/${kind.plural}/${namespace}/${name}`

  const tell = (kind: Kind, type: string, object: KubeObject) => {
    history.push({ version, kind, type, object })
    for (const watcher of watchers) {
      if (watcher.kind.plural === kind.plural) watcher.response.write(`${JSON.stringify({ type, object })}\n`)
    }
  }
  const store = (kind: Kind, object: KubeObject, applied: Map<string, unknown>): KubeObject => {
    const { namespace = '', name } = object.metadata
    const key = keyOf(kind, namespace, name)
    const before = objects.get(key)?.object
    const isChanged = before === undefined || !sameJson(bare(before), bare(object))
    if (!isChanged) return before
    version++
    const specChanged = before !== undefined && !sameJson(before.spec, object.spec)
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: before?.metadata.uid ?? randomUUID(),
        creationTimestamp: before?.metadata.creationTimestamp ?? new Date().toISOString(),
        generation: (before?.metadata.generation ?? 1) + (specChanged ? 1 : 0),
        resourceVersion: String(version),
      },
      ...(kind.kind === 'CustomResourceDefinition'
        ? { status: { conditions: [{ type: 'Established', status: 'True', reason: '', message: '' }] } }
        : {}),
    }
    const { finalizers = [], deletionTimestamp } = stored.metadata
    if (deletionTimestamp !== undefined && finalizers.length === 0) {
      objects.delete(key)
      tell(kind, 'DELETED', stored)
    } else {
      objects.set(key, { kind, object: stored, applied })
      tell(kind, before === undefined ? 'ADDED' : 'MODIFIED', stored)
    }
    return stored
  }
  const remove = (stored: Stored) => {
    const { object, kind } = stored
    const { namespace = '', name, finalizers = [] } = object.metadata
    version++
    const metadata = { ...object.metadata, resourceVersion: String(version), deletionTimestamp: 'now' }
    const marked = { ...object, metadata }
    if (finalizers.length > 0) {
      objects.set(keyOf(kind, namespace, name), { ...stored, object: marked })
      tell(kind, 'MODIFIED', marked)
    } else {
      objects.delete(keyOf(kind, namespace, name))
      tell(kind, 'DELETED', marked)
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => status(response, 500, String(error)))
  })
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake')
    const { method = '' } = request
    const text = await bodyOf(request)
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    requests.push({ method, path: url.pathname, query: url.searchParams })
    const refusal = refusals.find(
      (one) => one.times > 0 && one.method === method && one.path.test(url.pathname),
    )
    if (refusal !== undefined) {
      refusal.times--
      if (refusal.status === 0) return void request.socket.destroy()
      return status(response, refusal.status, refusal.message)
    }
    if (url.pathname === '/version') return json(response, { gitVersion: 'v1.36.0' })
    if (url.pathname === '/apis') {
      const versions = [...new Set(kinds().map(({ apiVersion }) => apiVersion))].filter((one) => one !== 'v1')
      return json(response, { groups: versions.map((one) => ({ versions: [{ groupVersion: one }] })) })
    }
    const path =
      /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+)(?=\/))?(?:\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
        url.pathname,
      )
    if (path === null) return status(response, 404, 'the server could not find the requested resource')
    const apiVersion = path[1] ?? path[2] ?? ''
    const [namespace = '', plural, name, subresource] = path.slice(3)
    if (plural === undefined) {
      const verbs = ['list', 'watch']
      const resources = kinds()
        .filter((kind) => kind.apiVersion === apiVersion)
        .map(({ kind, plural: called, namespaced }) => ({ name: called, kind, namespaced, verbs }))
      return json(response, { resources })
    }
    const kind = kinds().find((one) => one.apiVersion === apiVersion && one.plural === plural)
    if (kind === undefined) return status(response, 404, 'the server could not find the requested resource')
    if (subresource === 'log') {
      const previous = url.searchParams.has('previous') ? '/previous' : ''
      const found = logs.get(`${namespace}/${name}${previous}`)
      if (found === undefined) return status(response, 400, 'no such container run')
      return void response.end(found)
    }
    if (name === undefined && method === 'GET') {
      if (!url.searchParams.has('watch')) return list(response, kind, namespace)
      return watch(response, kind, Number(url.searchParams.get('resourceVersion')))
    }
    const dryRun = url.searchParams.has('dryRun')
    if (method === 'POST' && isObject(body)) {
      const made = { ...body, metadata: { ...body.metadata, ...(namespace === '' ? {} : { namespace }) } }
      if (objects.has(keyOf(kind, namespace, made.metadata.name))) {
        return status(response, 409, `${plural} "${made.metadata.name}" already exists`)
      }
      return json(response, dryRun ? made : store(kind, made, new Map()), 201)
    }
    const stored = objects.get(keyOf(kind, namespace, name ?? ''))
    if (method === 'PATCH' && request.headers['content-type'] === 'application/apply-patch+yaml') {
      if (kind.namespaced && !objects.has(keyOf(builtIn[0] ?? kind, '', namespace))) {
        return status(response, 404, `namespaces "${namespace}" not found`)
      }
      const manager = url.searchParams.get('fieldManager') ?? ''
      const base = stored?.object ?? { apiVersion, kind: kind.kind, metadata: { name: name ?? '' } }
      const merged = merge(without(base, stored?.applied.get(manager), body), body)
      if (!isObject(merged)) return status(response, 422, 'not an object')
      const applied = new Map(stored?.applied).set(manager, body)
      return json(response, dryRun ? { ...merged, kind: kind.kind } : store(kind, merged, applied))
    }
    if (stored === undefined) return status(response, 404, `${plural} "${name}" not found`)
    if (method === 'GET') return json(response, stored.object)
    if (method === 'PUT' && isObject(body)) return json(response, store(kind, body, stored.applied))
    if (method === 'PATCH') {
      const patched = mergePatched(stored.object, body)
      if (!isObject(patched)) return status(response, 422, 'not an object')
      return json(response, store(kind, patched, stored.applied))
    }
    remove(stored)
    json(response, { kind: 'Status', status: 'Success' })
  }

  function list(response: ServerResponse, kind: Kind, namespace: string): void {
    const items = [...objects.values()]
      .filter((one) => one.kind.plural === kind.plural && one.kind.apiVersion === kind.apiVersion)
      .map(({ object }) => object)
      .filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
    json(response, { metadata: { resourceVersion: String(version) }, items })
  }

  function watch(response: ServerResponse, kind: Kind, from: number): void {
    if (from < oldestKept) {
      status(response, 410, 'too old resource version')
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    for (const change of history) {
      if (change.version > from && change.kind.plural === kind.plural) {
        response.write(`${JSON.stringify({ type: change.type, object: change.object })}\n`)
      }
    }
    const watcher = { kind, response }
    watchers.add(watcher)
    response.on('close', () => watchers.delete(watcher))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const find = (plural: string, namespace: string, name: string): Stored | undefined =>
    [...objects.values()].find(
      ({ kind, object: { metadata } }) =>
        kind.plural === plural && (metadata.namespace ?? '') === namespace && metadata.name === name,
    )
  const need = (plural: string, namespace: string, name: string): Stored => {
    const found = find(plural, namespace, name)
    if (found === undefined) throw new Error(`no ${plural} ${namespace}/${name}`)
    return found
  }
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    logs,
    get: (plural: string, namespace: string, name: string) => find(plural, namespace, name)?.object,
    all: (plural: string) =>
      [...objects.values()].filter(({ kind }) => kind.plural === plural).map((one) => one.object),
    /** Creates or changes an object as some other client would. */
    put(object: KubeObject): KubeObject {
      const kind = kinds().find((one) => one.apiVersion === object.apiVersion && one.kind === object.kind)
      if (kind === undefined) throw new Error(`unknown kind ${object.kind}`)
      const before = find(kind.plural, object.metadata.namespace ?? '', object.metadata.name)
      return store(kind, object, before?.applied ?? new Map())
    },
    setStatus(plural: string, namespace: string, name: string, newStatus: unknown): void {
      const { kind, object, applied } = need(plural, namespace, name)
      store(kind, { ...object, status: newStatus }, applied)
    },
    remove: (plural: string, namespace: string, name: string) => remove(need(plural, namespace, name)),
    /** Refuses the next `times` requests; status 0 breaks the connection. */
    refuse(method: string, path: RegExp, httpStatus: number, message = '', times = 1): void {
      refusals.push({ method, path, status: httpStatus, message, times })
    },
    /** Ends every watch and forgets what was before now. */
    compact(): void {
      history.length = 0
      oldestKept = version
      version++
      for (const watcher of watchers) watcher.response.end()
      watchers.clear()
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type FakeKubernetes = Awaited<ReturnType<typeof startFakeKubernetes>>

async function bodyOf(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

function json(response: ServerResponse, value: unknown, code = 200): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function status(response: ServerResponse, code: number, message: string): void {
  json(response, { kind: 'Status', status: 'Failure', message, code }, code)
}

function isObject(value: unknown): value is KubeObject {
  return isRecord(value) && isRecord(value.metadata) && typeof value.apiVersion === 'string'
}

function bare({ metadata, ...rest }: KubeObject): unknown {
  const {
    resourceVersion: _version,
    generation: _generation,
    uid: _uid,
    creationTimestamp: _at,
    ...kept
  } = metadata
  return { ...rest, metadata: kept }
}

function merge(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over
  return {
    ...base,
    ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merge(base[key], value)])),
  }
}

/** `base` without the fields that were applied before and are not now. */
function without(base: unknown, applied: unknown, now: unknown): unknown {
  if (!isRecord(base) || !isRecord(applied)) return base
  return Object.fromEntries(
    Object.entries(base).flatMap(([key, value]) => {
      if (!(key in applied)) return [[key, value]]
      if (!isRecord(now) || !(key in now)) return []
      return [[key, without(value, applied[key], now[key])]]
    }),
  )
}

/** RFC 7386. */
function mergePatched(base: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const target: Record<string, unknown> = isRecord(base) ? { ...base } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete target[key]
    else target[key] = mergePatched(target[key], value)
  }
  return target
}
