import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, KubeApi, patchTypes } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

const container = (name: string, over: object = {}) => ({ name, image: 'example.invalid/none:1', ...over })

const deployment = (name: string, containers: object[]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers } },
  },
})

interface Case {
  name: string
  type: keyof typeof patchTypes
  patch: unknown
  code?: number
  want?: (body: Answer['body']) => unknown
  equal?: unknown
}

const containersOf = (body: Answer['body']) =>
  body.spec.template.spec.containers.map(
    ({ name, image, env }: { name: string; image: string; env?: object[] }) =>
      [name, image, ...(env ?? []).map((one) => JSON.stringify(one))].join(' '),
  )
const inTemplate = (spec: object) => ({ spec: { template: { spec } } })

const cases: Case[] = [
  {
    name: 'strategic: a container is merged by its name',
    type: 'strategic',
    patch: inTemplate({ containers: [{ name: 'a', image: 'example.invalid/new:1' }] }),
    want: containersOf,
    equal: ['a example.invalid/new:1 {"name":"X","value":"1"}', 'b example.invalid/none:1'],
  },
  {
    name: 'strategic: a variable is merged by its name, inside the container',
    type: 'strategic',
    patch: inTemplate({ containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] }),
    want: (body) => containersOf(body).map((text: string) => text.split(' ').sort().join(' ')),
    equal: [
      'a example.invalid/none:1 {"name":"X","value":"1"} {"name":"Y","value":"2"}',
      'b example.invalid/none:1',
    ],
  },
  {
    name: 'strategic: $patch delete takes one out of a list',
    type: 'strategic',
    patch: inTemplate({ containers: [{ name: 'b', $patch: 'delete' }] }),
    want: (body) => containersOf(body).length,
    equal: 1,
  },
  {
    name: 'strategic: $patch replace takes the list as it is given',
    type: 'strategic',
    patch: inTemplate({ containers: [{ $patch: 'replace' }, container('c')] }),
    want: containersOf,
    equal: ['c example.invalid/none:1'],
  },
  {
    name: 'strategic: $setElementOrder orders a list',
    type: 'strategic',
    patch: inTemplate({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }),
    want: (body) => containersOf(body).map((text: string) => text.split(' ')[0]),
    equal: ['b', 'a'],
  },
  {
    name: 'strategic: $retainKeys forgets the other kind of strategy',
    type: 'strategic',
    patch: { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    want: ({ spec }) => spec.strategy,
    equal: { type: 'Recreate' },
  },
  {
    name: 'strategic: null removes a field',
    type: 'strategic',
    patch: { metadata: { labels: { keep: null } } },
    want: ({ metadata }) => metadata.labels,
    equal: { other: 'yes' },
  },
  {
    name: 'merge: a list is replaced as a whole',
    type: 'merge',
    patch: inTemplate({ containers: [container('c')] }),
    want: containersOf,
    equal: ['c example.invalid/none:1'],
  },
  {
    name: 'json: operations in their order',
    type: 'json',
    patch: [
      { op: 'test', path: '/metadata/labels/keep', value: 'yes' },
      { op: 'move', from: '/metadata/labels/keep', path: '/metadata/labels/moved' },
      { op: 'remove', path: '/metadata/labels/other' },
    ],
    want: ({ metadata }) => metadata.labels,
    equal: { moved: 'yes' },
  },
  {
    name: 'json: a test that does not hold',
    type: 'json',
    patch: [{ op: 'test', path: '/kind', value: 'x' }],
    code: 422,
  },
  {
    name: 'json: a path that is not there',
    type: 'json',
    patch: [{ op: 'remove', path: '/spec/nothing' }],
    code: 422,
  },
  {
    name: 'merge: another name than the path',
    type: 'merge',
    patch: { metadata: { name: 'other' } },
    code: 400,
  },
  { name: 'merge: an old version', type: 'merge', patch: { metadata: { resourceVersion: '1' } }, code: 409 },
]

describe('patches', () => {
  let target: Target
  let api: KubeApi
  let path: string
  let count = 0
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
    path = `/apis/apps/v1/namespaces/${await api.namespace()}/deployments`
  })
  afterAll(() => target[Symbol.asyncDispose]())

  it.each(cases)('$name', async ({ type, patch, code = 200, want, equal }) => {
    const name = `d${++count}`
    const given = deployment(name, [container('a', { env: [{ name: 'X', value: '1' }] }), container('b')])
    await api.post(path, { ...given, metadata: { name, labels: { keep: 'yes', other: 'yes' } } })
    const answer = await api.patch(`${path}/${name}`, type, patch)
    expect(answer.code, answer.body.message).toBe(code)
    if (want !== undefined) expect(want(answer.body)).toEqual(equal)
  })

  it('are not taken in an unknown form', async () => {
    const { code } = await api.call('PATCH', `${path}/d1`, {}, { 'Content-Type': 'application/json' })
    expect(code).toBe(415)
  })
})
