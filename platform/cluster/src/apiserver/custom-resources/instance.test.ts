import { expect, test } from 'vitest'
import type { JsonObject } from '../../machinery/json/json.ts'
import type { KubeObject } from '../../machinery/objects.ts'
import { unknownFields } from '../admission/decoding/unknown-fields.ts'
import { refusal } from '../patch/testing/refusal.ts'
import { update } from '../registry/update.ts'
import { Fixture, group } from './testing/fixture.ts'

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
test.each(kept)('an instance $name', async ({ spec, want }) => {
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
test.each(refused)('an instance is refused for $name', async ({ spec, want }) => {
  using cluster = new Fixture()
  await cluster.define()
  expect(refusal(() => cluster.instance(spec)).message).toBe(`CronTab.${group} "mine" is invalid: ${want}`)
})

test('an instance has unknown fields in its schema’s eyes, never in its managed fields', async () => {
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

test('an instance has a status of its own', async () => {
  using cluster = new Fixture()
  await cluster.define()
  const made = cluster.instance({}, { status: { ready: true } })
  expect(made.status).toBeUndefined()
  const target = { resource: cluster.resource(group, 'v1', 'crontabs'), namespace: 'dev', name: 'mine' }
  const written = update(cluster.api, target, { ...made, status: { ready: true }, spec: {} } as KubeObject, {
    subresource: 'status',
  })
  expect(written).toMatchObject({ status: { ready: true }, spec: { cron: 'a' } })
  expect(written.metadata.generation).toBe(1)
  const wrong = { ...written, status: { ready: 'yes' } } as KubeObject
  expect(refusal(() => update(cluster.api, target, wrong, { subresource: 'status' })).message).toBe(
    `CronTab.${group} "mine" is invalid: status.ready: Invalid value: "string": status.ready in body must be of type boolean: "string"`,
  )
})
