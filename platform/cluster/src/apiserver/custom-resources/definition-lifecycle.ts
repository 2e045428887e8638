import { asObject, type JsonObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { LiveMeta, StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { StatusError } from '../../machinery/status-error.ts'
import { type Api, type Target, timestamp } from '../registry/api.ts'
import { deleteObject } from '../registry/delete.ts'
import { update } from '../registry/update.ts'
import { type Definition, readDefinition } from './definition.ts'
import { definitionResources, storageResource } from './definition-resources.ts'
import { acceptance, withConditions, withNames } from './definition-status.ts'
import { nameConflict } from './name-conflict.ts'

const group = 'apiextensions.k8s.io'
const plural = 'customresourcedefinitions'
const cleanup = 'customresourcecleanup.apiextensions.k8s.io'

interface Served {
  definition: Definition
  /** The definition's spec as it was read. */
  spec: unknown
  resources: Resource[]
}

/** From a definition that is accepted to one whose instances are gone. */
export class DefinitionLifecycle {
  readonly #api: Api
  /** What is served, by the definition's name. */
  readonly #served = new Map<string, Served>()

  constructor(api: Api) {
    this.#api = api
  }

  /** Brings what is served, and the definition's status, in line with the definition as it is now. */
  follow(name: string): void {
    const object = this.#live(name)
    if (object === undefined) return
    if (object.metadata.deletionTimestamp !== undefined) {
      this.#end(object)
      return
    }
    if (!object.metadata.finalizers?.includes(cleanup)) {
      const finalizers = [...(object.metadata.finalizers ?? []), cleanup]
      this.#write({ ...object, metadata: { ...object.metadata, finalizers } })
    }
    this.#accept(name)
  }

  /** The definition is gone: nothing of it is served any more. */
  remove(object: StoredObject): void {
    const served = this.#served.get(object.metadata.name)
    if (served === undefined) return
    this.#served.delete(object.metadata.name)
    for (const resource of served.resources) this.#api.resources.remove(resource)
    const storage = `${served.definition.names.plural}.${served.definition.group}`
    if (this.#api.store.list(storage).length === 0) this.#api.store.forget(storage)
    // Names that it held may be what another definition waits for.
    for (const other of this.#definitions()) if (!this.#served.has(other)) this.follow(other)
  }

  /** An instance went; its definition may have waited for that. */
  instanceGone(storage: string): void {
    const object = this.#live(storage)
    if (object?.metadata.deletionTimestamp !== undefined) this.#end(object)
  }

  #accept(name: string) {
    const object = this.#live(name)
    if (object === undefined) return
    const definition = readDefinition(object)
    const others = [...this.#served.values()].map((served) => served.definition)
    const status = asObject(object.status)
    const { conditions, established } = acceptance(status, nameConflict(definition, others))
    if (established) this.#serve(object, definition)
    const next = withConditions(
      withNames(status, definition, established),
      conditions,
      timestamp(this.#api.clock),
    )
    if (!sameJson(next, status)) this.#write({ ...object, status: next }, 'status')
  }

  #serve(object: StoredObject, definition: Definition) {
    const old = this.#served.get(definition.name)
    if (old !== undefined && sameJson(old.spec, object.spec)) return
    const resources = definitionResources(definition)
    for (const resource of old?.resources ?? []) {
      if (!resources.some(({ version }) => version === resource.version)) this.#api.resources.remove(resource)
    }
    for (const resource of resources) this.#api.resources.add(resource)
    this.#served.set(definition.name, { definition, spec: object.spec, resources })
  }

  /** Deletes every instance; the definition itself is released when none is left. */
  #end(object: StoredObject) {
    if (!object.metadata.finalizers?.includes(cleanup)) return
    const resource = storageResource(readDefinition(object))
    let left = 0
    if (resource !== undefined) {
      for (const instance of [...this.#api.store.list(storageName(resource))])
        this.#delete(resource, instance)
      left = this.#api.store.list(storageName(resource)).length
    }
    const current = this.#live(object.metadata.name)
    if (current === undefined) return
    if (left > 0) {
      this.#report(current)
      return
    }
    const finalizers = current.metadata.finalizers?.filter((finalizer) => finalizer !== cleanup) ?? []
    this.#write({ ...current, metadata: { ...current.metadata, finalizers } })
  }

  #delete(resource: Resource, { metadata }: StoredObject) {
    if (metadata.deletionTimestamp !== undefined) return
    try {
      deleteObject(this.#api, { resource, namespace: metadata.namespace ?? '', name: metadata.name })
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error
    }
  }

  #report(object: StoredObject) {
    const terminating = {
      type: 'Terminating',
      status: 'True',
      reason: 'InstanceDeletionInProgress',
      message: 'CustomResource deletion is in progress',
    } as const
    const status = asObject(object.status)
    const next = withConditions(status, [terminating], timestamp(this.#api.clock))
    if (!sameJson(next, status)) this.#write({ ...object, status: next }, 'status')
  }

  #live(name: string): StoredObject | undefined {
    return this.#api.store.get(`${plural}.${group}`, '', name)
  }

  #definitions(): string[] {
    return this.#api.store.list(`${plural}.${group}`).map(({ metadata }) => metadata.name)
  }

  #write(object: JsonObject & { metadata: LiveMeta }, subresource?: 'status') {
    const resource = this.#api.resources.find(group, 'v1', plural)
    if (resource === undefined) throw new StatusError(500, 'InternalError', `No resource ${plural} is served`)
    const target: Target = { resource, namespace: '', name: object.metadata.name }
    update(this.#api, target, object, { internal: true, ...(subresource && { subresource }) })
  }
}
