import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { asArray, asObject, at, type JsonObject } from '../../../machinery/json/json.ts'
import type { KubeObject, StoredObject } from '../../../machinery/objects.ts'
import type { Resource } from '../../../machinery/resource.ts'
import { type Api, createApi } from '../../registry/api.ts'
import { create } from '../../registry/create.ts'
import { startCustomResources } from '../start-custom-resources.ts'

export const group = 'stable.example.com'
export const crds = 'customresourcedefinitions.apiextensions.k8s.io'

const specSchema = {
  type: 'object',
  required: ['cron'],
  properties: {
    cron: { type: 'string', pattern: '^a' },
    replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
    size: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
    mode: { type: 'string', enum: ['On', 'Off'] },
    note: { type: 'string', nullable: true },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    inner: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
    },
    tags: {
      type: 'array',
      maxItems: 2,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, weight: { type: 'integer', default: 5 } },
      },
    },
    choice: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
  },
}

export function version(name: string, fields: JsonObject = {}): JsonObject {
  const properties = {
    spec: specSchema,
    status: { type: 'object', properties: { ready: { type: 'boolean' } } },
  }
  return {
    name,
    served: true,
    storage: name === 'v1',
    subresources: { status: {} },
    schema: { openAPIV3Schema: { type: 'object', properties } },
    ...fields,
  }
}

export function definition(spec: JsonObject = {}, name = `crontabs.${group}`): KubeObject {
  return {
    metadata: { name },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'crontabs', kind: 'CronTab', shortNames: ['ct'] },
      versions: [version('v1')],
      ...spec,
    },
  }
}

export class Fixture implements Disposable {
  readonly clock = new FakeClock()
  readonly api: Api = createApi(this.clock)
  readonly #running = startCustomResources(this.api)

  constructor() {
    create(this.api, this.resource('', 'v1', 'namespaces'), '', { metadata: { name: 'dev' } })
  }

  async define(object: KubeObject = definition()): Promise<StoredObject> {
    create(this.api, this.definitions, '', object)
    await this.clock.advance(0)
    return this.definition(object.metadata?.name ?? '')
  }

  definition(name = `crontabs.${group}`): StoredObject {
    const object = this.api.store.get(crds, '', name)
    if (object === undefined) throw new Error(`no definition ${name}`)
    return object
  }

  instance(spec: JsonObject, more: JsonObject = {}): StoredObject {
    return create(this.api, this.resource(group, 'v1', 'crontabs'), 'dev', {
      metadata: { name: 'mine' },
      spec: { cron: 'a', ...spec },
      ...more,
    })
  }

  get definitions(): Resource {
    return this.resource('apiextensions.k8s.io', 'v1', 'customresourcedefinitions')
  }

  resource(inGroup: string, inVersion: string, plural: string): Resource {
    const resource = this.api.resources.find(inGroup, inVersion, plural)
    if (resource === undefined) throw new Error(`${plural} are not served`)
    return resource
  }

  isServed(inVersion = 'v1'): boolean {
    return this.api.resources.find(group, inVersion, 'crontabs') !== undefined
  }

  [Symbol.dispose]() {
    this.#running[Symbol.dispose]()
  }
}

export function condition(object: StoredObject, type: string): JsonObject {
  const found = asArray(at(object, 'status', 'conditions'))
    .map(asObject)
    .find((each) => each.type === type)
  return found ?? {}
}
