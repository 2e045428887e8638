import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { asObject, type JsonObject } from '../../../machinery/json/json.ts'
import { createApi } from '../../registry/api.ts'
import { strategicDiff } from '../testing/strategic-diff.ts'
import { applyStrategicMergePatch } from './strategic-merge-patch.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

const { schemas, resources } = createApi(new FakeClock())

function merged(target: JsonObject, patch: JsonObject, kind = 'Pod'): JsonObject {
  const resource = resources.all().find((each) => each.kind === kind)
  if (resource === undefined) throw new Error(`no kind ${kind}`)
  return applyStrategicMergePatch(schemas, resource, structuredClone(target), patch)
}

const pod = (spec: JsonObject): JsonObject => ({ spec })

const cases: { name: string; kind?: string; target: JsonObject; patch: JsonObject; want: JsonObject }[] = [
  {
    name: 'items are merged by their key',
    target: pod({ containers: [{ name: 'a', image: 'a:1', tty: true }, { name: 'b' }] }),
    patch: pod({ containers: [{ name: 'a', image: 'a:2' }] }),
    want: pod({ containers: [{ name: 'a', image: 'a:2', tty: true }, { name: 'b' }] }),
  },
  {
    name: 'a new item comes last',
    target: pod({ containers: [{ name: 'a' }] }),
    patch: pod({ containers: [{ name: 'b', env: [{ name: 'X', value: null }] }] }),
    want: pod({ containers: [{ name: 'a' }, { name: 'b', env: [{ name: 'X' }] }] }),
  },
  {
    name: '$patch: delete removes an item',
    target: pod({ containers: [{ name: 'a' }, { name: 'b' }] }),
    patch: pod({ containers: [{ name: 'a', $patch: 'delete' }] }),
    want: pod({ containers: [{ name: 'b' }] }),
  },
  {
    name: '$patch: delete of an item that is not there changes nothing',
    target: pod({ containers: [{ name: 'a' }] }),
    patch: pod({ containers: [{ name: 'z', $patch: 'delete' }] }),
    want: pod({ containers: [{ name: 'a' }] }),
  },
  {
    name: '$patch: replace in a list replaces the list',
    target: pod({ containers: [{ name: 'a' }, { name: 'b' }] }),
    patch: pod({ containers: [{ name: 'c' }, { $patch: 'replace' }] }),
    want: pod({ containers: [{ name: 'c' }] }),
  },
  {
    name: '$patch: replace in a map replaces the map',
    target: pod({ securityContext: { runAsUser: 1, fsGroup: 2 } }),
    patch: pod({ securityContext: { $patch: 'replace', fsGroup: 3 } }),
    want: pod({ securityContext: { fsGroup: 3 } }),
  },
  {
    name: '$patch: delete in a map removes the map',
    target: pod({ securityContext: { runAsUser: 1 }, nodeName: 'n' }),
    patch: pod({ securityContext: { $patch: 'delete' } }),
    want: pod({ nodeName: 'n' }),
  },
  {
    name: '$retainKeys removes the other members of a union',
    target: pod({ volumes: [{ name: 'v', emptyDir: {} }] }),
    patch: pod({ volumes: [{ name: 'v', $retainKeys: ['name', 'secret'], secret: { secretName: 's' } }] }),
    want: pod({ volumes: [{ name: 'v', secret: { secretName: 's' } }] }),
  },
  {
    name: '$retainKeys of a map',
    kind: 'Deployment',
    target: { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
    patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    want: { spec: { strategy: { type: 'Recreate' } } },
  },
  {
    name: '$setElementOrder orders the items',
    target: pod({ containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }),
    patch: pod({ '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }, { name: 'b' }] }),
    want: pod({ containers: [{ name: 'c' }, { name: 'a' }, { name: 'b' }] }),
  },
  {
    name: '$setElementOrder leaves items that it does not name before those that they preceded',
    target: pod({ containers: [{ name: 'mine' }, { name: 'a' }, { name: 'b' }] }),
    patch: pod({
      '$setElementOrder/containers': [{ name: 'a' }, { name: 'new' }, { name: 'b' }],
      containers: [{ name: 'new' }],
    }),
    want: pod({ containers: [{ name: 'mine' }, { name: 'a' }, { name: 'new' }, { name: 'b' }] }),
  },
  {
    name: '$deleteFromPrimitiveList removes values',
    target: { metadata: { finalizers: ['a', 'b', 'c'] } },
    patch: { metadata: { '$deleteFromPrimitiveList/finalizers': ['b'], finalizers: ['d'] } },
    want: { metadata: { finalizers: ['a', 'c', 'd'] } },
  },
  {
    name: 'a list without a merge key is replaced',
    target: pod({ containers: [{ name: 'a', args: ['x', 'y'] }] }),
    patch: pod({ containers: [{ name: 'a', args: ['z'] }] }),
    want: pod({ containers: [{ name: 'a', args: ['z'] }] }),
  },
  {
    name: 'null removes a field',
    target: { metadata: { labels: { a: '1', b: '2' } } },
    patch: { metadata: { labels: { a: null, z: null } } },
    want: { metadata: { labels: { b: '2' } } },
  },
  {
    name: 'the ports of a Service merge by port',
    kind: 'Service',
    target: { spec: { ports: [{ port: 80, targetPort: 1 }, { port: 81 }] } },
    patch: { spec: { ports: [{ port: 80, targetPort: 2 }] } },
    want: { spec: { ports: [{ port: 80, targetPort: 2 }, { port: 81 }] } },
  },
]

test.each(cases)('$name', ({ kind, target, patch, want }) => {
  expect(merged(target, patch, kind)).toEqual(want)
})

describe('refuses', () => {
  const bad: { name: string; patch: JsonObject; says: string }[] = [
    {
      name: 'an item without its merge key',
      patch: pod({ containers: [{ image: 'x' }] }),
      says: 'map: {"image":"x"} does not contain declared merge key: name',
    },
    {
      name: 'an unknown directive',
      patch: pod({ securityContext: { $patch: 'x' } }),
      says: 'Unrecognized $patch directive: "x"',
    },
    {
      name: 'an item that is no object',
      patch: pod({ containers: [3] }),
      says: 'invalid patch: a list that is merged by key has the item 3',
    },
  ]
  test.each(bad)('$name', ({ patch, says }) => {
    expect(() =>
      merged(pod({ containers: [{ name: 'a' }], securityContext: { fsGroup: 1 } }), patch),
    ).toThrow(says)
  })
})

const names = fc.constantFrom('a', 'b', 'c', 'd')
const uniqueByName = <T extends { name: string }>(item: fc.Arbitrary<T>) =>
  fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 4 })
const podSpec = fc.record(
  {
    containers: uniqueByName(
      fc.record(
        {
          name: names,
          image: fc.constantFrom('x:1', 'x:2'),
          args: fc.array(names, { maxLength: 2 }),
          env: uniqueByName(
            fc.record({ name: names, value: fc.constantFrom('1', '2') }, { requiredKeys: ['name'] }),
          ),
        },
        { requiredKeys: ['name'] },
      ),
    ),
    nodeSelector: fc.dictionary(names, names),
    tolerations: fc.array(fc.record({ key: names }), { maxLength: 2 }),
    restartPolicy: fc.constantFrom('Always', 'Never'),
  },
  { requiredKeys: [] },
)
const metadata = fc.record(
  { labels: fc.dictionary(names, names), finalizers: fc.uniqueArray(names) },
  { requiredKeys: [] },
)
const anyPod = fc.record({ metadata, spec: podSpec })

test('the difference of two objects, applied to the first, gives the second', () => {
  const resource = resources.find('', 'v1', 'pods')
  if (resource === undefined) throw new Error('pods are served')
  fc.assert(
    fc.property(anyPod, anyPod, (from, to) => {
      const patch = strategicDiff(schemas, schemas.of(resource), asObject(from), asObject(to))
      expect(merged(asObject(from), patch)).toEqual(to)
      expect(merged(merged(asObject(from), patch), patch)).toEqual(to)
    }),
    { numRuns: 500 },
  )
})
