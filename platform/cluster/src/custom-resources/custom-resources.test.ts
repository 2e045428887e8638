import { FakeClock } from '@gitops-example/kit/fake-clock'
import { describe, expect, test } from 'vitest'
import { type Api, createApi } from '../api/api.ts'
import { create } from '../api/create.ts'
import { deleteObject } from '../api/delete.ts'
import type { Resource } from '../api/resource.ts'
import { StatusError } from '../api/status-error.ts'
import { update } from '../api/update.ts'
import { asArray, asObject, at, type JsonObject } from '../json/json.ts'
import type { KubeObject } from '../objects.ts'
import type { StoredObject } from '../store/store.ts'
import { unknownFields } from '../validation/unknown-fields.ts'
import { startCustomResources } from './start-custom-resources.ts'

const group = 'stable.example.com'
const crds = 'customresourcedefinitions.apiextensions.k8s.io'

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

function version(name: string, fields: JsonObject = {}): JsonObject {
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

function definition(spec: JsonObject = {}, name = `crontabs.${group}`): KubeObject {
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

class Fixture implements Disposable {
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

function condition(object: StoredObject, type: string): JsonObject {
  const found = asArray(at(object, 'status', 'conditions'))
    .map(asObject)
    .find((each) => each.type === type)
  return found ?? {}
}

function refusal(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof StatusError) return error.message
    throw error
  }
  throw new Error('it was not refused')
}

describe('a definition', () => {
  test('is established and serves its versions', async () => {
    using cluster = new Fixture()
    const versions = [version('v1'), version('v2'), version('v3', { served: false })]
    const object = await cluster.define(definition({ versions }))
    expect(condition(object, 'NamesAccepted')).toMatchObject({ status: 'True', reason: 'NoConflicts' })
    expect(condition(object, 'Established')).toMatchObject({ status: 'True', reason: 'InitialNamesAccepted' })
    expect(object.status).toMatchObject({
      acceptedNames: {
        plural: 'crontabs',
        singular: 'crontab',
        kind: 'CronTab',
        listKind: 'CronTabList',
        shortNames: ['ct'],
      },
      storedVersions: ['v1'],
    })
    expect(['v1', 'v2', 'v3'].map((name) => cluster.isServed(name))).toEqual([true, true, false])
  })

  test('that was there before is served at the start', async () => {
    const clock = new FakeClock()
    const api = createApi(clock)
    const resource = api.resources.find('apiextensions.k8s.io', 'v1', 'customresourcedefinitions')
    if (resource === undefined) throw new Error('definitions are served')
    create(api, resource, '', definition())
    using _running = startCustomResources(api)
    await clock.advance(0)
    expect(api.resources.find(group, 'v1', 'crontabs')).toBeDefined()
  })

  test('follows changes: another version, then one less', async () => {
    using cluster = new Fixture()
    const object = await cluster.define()
    const change = async (versions: JsonObject[]) => {
      const live = cluster.definition()
      const next = { ...live, spec: { ...asObject(live.spec), versions } } as KubeObject
      update(cluster.api, { resource: cluster.definitions, namespace: '', name: object.metadata.name }, next)
      await cluster.clock.advance(0)
    }
    await change([version('v1'), version('v2')])
    expect(cluster.isServed('v2')).toBe(true)
    await change([version('v1')])
    expect(cluster.isServed('v2')).toBe(false)
    expect(cluster.isServed('v1')).toBe(true)
  })

  test('whose kind is taken waits until it is free', async () => {
    using cluster = new Fixture()
    await cluster.define()
    const other = await cluster.define(
      definition({ names: { plural: 'others', kind: 'CronTab' } }, `others.${group}`),
    )
    expect(condition(other, 'NamesAccepted')).toMatchObject({
      status: 'False',
      reason: 'SingularConflict',
      message: '"crontab" is already in use',
    })
    expect(condition(other, 'Established').status).toBe('False')
    deleteObject(cluster.api, { resource: cluster.definitions, namespace: '', name: `crontabs.${group}` })
    await cluster.clock.advance(0)
    expect(condition(cluster.definition(`others.${group}`), 'Established').status).toBe('True')
  })

  test('that goes takes its instances along', async () => {
    using cluster = new Fixture()
    await cluster.define()
    cluster.instance({})
    deleteObject(cluster.api, { resource: cluster.definitions, namespace: '', name: `crontabs.${group}` })
    await cluster.clock.advance(0)
    expect(cluster.api.store.list(`crontabs.${group}`)).toEqual([])
    expect(cluster.api.store.get(crds, '', `crontabs.${group}`)).toBeUndefined()
    expect(cluster.isServed()).toBe(false)
  })

  test('waits for an instance that a finalizer holds', async () => {
    using cluster = new Fixture()
    await cluster.define()
    const held = cluster.instance({}, { metadata: { name: 'held', finalizers: ['example.com/hold'] } })
    deleteObject(cluster.api, { resource: cluster.definitions, namespace: '', name: `crontabs.${group}` })
    await cluster.clock.advance(0)
    expect(condition(cluster.definition(), 'Terminating')).toMatchObject({
      reason: 'InstanceDeletionInProgress',
    })
    const target = { resource: cluster.resource(group, 'v1', 'crontabs'), namespace: 'dev', name: 'held' }
    const live = cluster.api.store.get(`crontabs.${group}`, 'dev', 'held') ?? held
    update(cluster.api, target, { ...live, metadata: { ...live.metadata, finalizers: [] } } as KubeObject)
    await cluster.clock.advance(0)
    expect(cluster.api.store.get(crds, '', `crontabs.${group}`)).toBeUndefined()
  })
})

describe('an instance', () => {
  const kept: { name: string; spec: JsonObject; want: JsonObject }[] = [
    {
      name: 'takes defaults, in items of lists too',
      spec: { tags: [{ name: 'x' }] },
      want: { replicas: 1, tags: [{ name: 'x', weight: 5 }] },
    },
    {
      name: 'loses what the schema does not name',
      spec: { other: 1, free: { any: 1 } },
      want: { replicas: 1, free: { any: 1 } },
    },
    {
      name: 'loses a null that may not be, or takes its default',
      spec: { mode: null, replicas: null, note: null },
      want: { replicas: 1, note: null },
    },
    { name: 'may have a number or a text', spec: { size: '10%' }, want: { replicas: 1, size: '10%' } },
    {
      name: 'keeps type and metadata of what is embedded',
      spec: { inner: { apiVersion: 'v1', kind: 'X', metadata: { name: 'n' }, spec: { a: 'x', b: 'y' } } },
      want: {
        replicas: 1,
        inner: { apiVersion: 'v1', kind: 'X', metadata: { name: 'n' }, spec: { a: 'x' } },
      },
    },
  ]
  test.each(kept)('$name', async ({ spec, want }) => {
    using cluster = new Fixture()
    await cluster.define()
    expect(cluster.instance(spec).spec).toEqual({ cron: 'a', ...want })
  })

  const refused: { name: string; spec: JsonObject; want: string }[] = [
    { name: 'a missing field', spec: { cron: undefined }, want: 'spec.cron: Required value' },
    {
      name: 'a wrong type',
      spec: { replicas: 'x' },
      want: 'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
    },
    {
      name: 'a wrong pattern',
      spec: { cron: 'b' },
      want: 'spec.cron: Invalid value: "b": spec.cron in body should match \'^a\'',
    },
    {
      name: 'a number that is too large',
      spec: { replicas: 11 },
      want: 'spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10',
    },
    {
      name: 'no value of an enum',
      spec: { mode: 'x' },
      want: 'spec.mode: Unsupported value: "x": supported values: "Off", "On"',
    },
    {
      name: 'too many items',
      spec: { tags: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
      want: 'spec.tags: Too many: 3: must have at most 2 items',
    },
    {
      name: 'an item twice',
      spec: { tags: [{ name: 'a' }, { name: 'a' }] },
      want: 'spec.tags[1]: Duplicate value: {"name":"a"}',
    },
    {
      name: 'two of one',
      spec: { choice: { a: 'x', b: 'y' } },
      want: 'spec.choice: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    },
    {
      name: 'neither number nor text',
      spec: { size: true },
      want: 'spec.size: Invalid value: "boolean": spec.size in body must be of type integer,string: "boolean"',
    },
  ]
  test.each(refused)('is refused for $name', async ({ spec, want }) => {
    using cluster = new Fixture()
    await cluster.define()
    expect(refusal(() => cluster.instance(spec))).toBe(`CronTab.${group} "mine" is invalid: ${want}`)
  })

  test('has unknown fields in its schema’s eyes, never in its managed fields', async () => {
    using cluster = new Fixture()
    await cluster.define()
    const object = {
      metadata: {
        name: 'mine',
        managedFields: [{ manager: 'm', fieldsV1: { 'f:spec': {} } }],
        colour: 'red',
      },
      spec: { cron: 'a', other: 1, free: { any: 1 }, inner: { kind: 'X', oops: 1 } },
    }
    expect(unknownFields(cluster.api, cluster.resource(group, 'v1', 'crontabs'), object)).toEqual([
      'unknown field "metadata.colour"',
      'unknown field "spec.inner.oops"',
      'unknown field "spec.other"',
    ])
  })

  test('has a status of its own', async () => {
    using cluster = new Fixture()
    await cluster.define()
    const made = cluster.instance({}, { status: { ready: true } })
    expect(made.status).toBeUndefined()
    const target = { resource: cluster.resource(group, 'v1', 'crontabs'), namespace: 'dev', name: 'mine' }
    const written = update(
      cluster.api,
      target,
      { ...made, status: { ready: true }, spec: {} } as KubeObject,
      {
        subresource: 'status',
      },
    )
    expect(written).toMatchObject({ status: { ready: true }, spec: { cron: 'a' } })
    expect(written.metadata.generation).toBe(1)
    const wrong = { ...written, status: { ready: 'yes' } } as KubeObject
    expect(refusal(() => update(cluster.api, target, wrong, { subresource: 'status' }))).toBe(
      `CronTab.${group} "mine" is invalid: status.ready: Invalid value: "string": status.ready in body must be of type boolean: "string"`,
    )
  })
})

describe('a definition is refused', () => {
  const cases: { name: string; object: KubeObject; want: string }[] = [
    {
      name: 'for a name that is not its plural and group',
      object: definition({}, 'x.y'),
      want: 'metadata.name: Invalid value: "x.y": must be spec.names.plural+"."+spec.group',
    },
    {
      name: 'without a schema',
      object: definition({ versions: [version('v1', { schema: {} })] }),
      want: 'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
    },
    {
      name: 'with a field that has no type',
      object: definition({
        versions: [
          version('v1', { schema: { openAPIV3Schema: { type: 'object', properties: { spec: {} } } } }),
        ],
      }),
      want: 'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
    },
    {
      name: 'with two versions for storage',
      object: definition({ versions: [version('v1'), version('v2', { storage: true })] }),
      want: 'spec.versions: Invalid value: ["v1","v2"]: must have exactly one version marked as storage version',
    },
    {
      name: 'for an unknown scope',
      object: definition({ scope: 'World' }),
      want: 'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"',
    },
  ]
  test.each(cases)('$name', ({ object, want }) => {
    using cluster = new Fixture()
    const message = refusal(() => create(cluster.api, cluster.definitions, '', object))
    expect(message).toBe(
      `CustomResourceDefinition.apiextensions.k8s.io "${object.metadata?.name}" is invalid: ${want}`,
    )
  })
})
