import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { asObject, type JsonDraft, type JsonObject } from '../../../machinery/json/json.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import { type Resource, storageName } from '../../../machinery/resource.ts'
import { Schemas } from '../../../machinery/schema/schemas.ts'
import { type Api, createApi } from '../../registry/api.ts'
import { create } from '../../registry/create.ts'
import { update } from '../../registry/update.ts'
import { serverSideApply } from '../apply/server-side-apply.ts'
import { applyPatch } from '../patch.ts'

/** Reading them once makes thousands of generated cases quick. */
const sharedSchemas = new Schemas()

/** The verbs that write one object `dev/web`, as an HTTP client would call them, on a store of its own. */
export class TestObject {
  readonly api: Api
  readonly resource: Resource
  readonly clock = new FakeClock()

  constructor(kind: string) {
    this.api = { ...createApi(this.clock), schemas: sharedSchemas }
    this.resource = resourceOf(this.api, kind)
    create(this.api, resourceOf(this.api, 'Namespace'), '', { metadata: { name: 'dev' } })
  }

  get live(): StoredObject {
    const object = this.find()
    if (object === undefined) throw new Error('there is no dev/web yet')
    return object
  }

  find(): StoredObject | undefined {
    return this.api.store.get(storageName(this.resource), 'dev', 'web')
  }

  create(fields: JsonObject, manager: string): StoredObject {
    return create(this.api, this.resource, 'dev', this.manifest(fields), { manager })
  }

  /** Replaces the object by what `change` makes of a copy of it. */
  write(change: (object: JsonDraft) => void, manager: string, subresource?: 'status'): StoredObject {
    const object: JsonDraft = structuredClone(this.live)
    change(object)
    return this.#update(object, { manager, ...(subresource && { subresource }) })
  }

  patch(contentType: string, body: unknown, manager = 'kubectl-patch'): StoredObject {
    const patched = applyPatch(this.api, this.resource, this.live, contentType, body)
    return this.#update(patched, { manager })
  }

  apply(
    fields: JsonObject,
    manager: string,
    { force = false, subresource }: { force?: boolean; subresource?: 'status' } = {},
  ): StoredObject {
    const old = this.find()
    const options = { manager, force, ...(subresource && { subresource }) }
    const merged = serverSideApply(this.api, this.resource, old, this.manifest(fields), options)
    if (old === undefined) return create(this.api, this.resource, 'dev', merged, { managed: true })
    return this.#update(merged, { managed: true, ...(subresource && { subresource }) })
  }

  /** `fieldsV1` of each manager, by name; a manager that writes in several ways has its last one here. */
  owned(): { [manager: string]: unknown } {
    const entries = this.live.metadata.managedFields ?? []
    return Object.fromEntries(entries.map(({ manager = '', fieldsV1 }) => [manager, fieldsV1]))
  }

  manifest({ metadata, ...fields }: JsonObject): JsonObject {
    const { group, version, kind } = this.resource
    return {
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
      metadata: { name: 'web', namespace: 'dev', ...asObject(metadata) },
      ...fields,
    }
  }

  #update(object: JsonObject, options: Parameters<typeof update>[3]) {
    return update(this.api, { resource: this.resource, namespace: 'dev', name: 'web' }, object, options)
  }
}

function resourceOf(api: Api, kind: string): Resource {
  const resource = api.resources.all().find((each) => each.kind === kind)
  if (resource === undefined) throw new Error(`no kind ${kind} is served`)
  return resource
}

/** The spec of a Deployment whose one container has these fields too. */
export function deployment(container: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  const labels = { app: 'web' }
  return {
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'web:1', ...container }] },
      },
      ...spec,
    },
  }
}
