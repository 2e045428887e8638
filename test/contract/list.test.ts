import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeApi } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

describe('lists', () => {
  let target: Target
  let api: KubeApi
  let path: string
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
    path = `/api/v1/namespaces/${await api.namespace()}/configmaps`
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await api.post(path, {
        metadata: { name, labels: { set: 'five', even: String(name === 'b' || name === 'd') } },
      })
    }
  })
  afterAll(() => target[Symbol.asyncDispose]())

  const namesOf = (body: { items: { metadata: { name: string } }[] }) =>
    body.items.map(({ metadata }) => metadata.name)

  it('come in pages of one state, whatever is written between them', async () => {
    const first = await api.get(`${path}?limit=2&labelSelector=set=five`)
    expect(namesOf(first.body)).toEqual(['a', 'b'])
    expect(first.body.metadata.continue).not.toBe('')
    await api.post(path, { metadata: { name: 'bb', labels: { set: 'five' } } })
    await api.delete(`${path}/d`)
    const next = (answer: typeof first) =>
      api.get(
        `${path}?limit=2&labelSelector=set=five&continue=${encodeURIComponent(answer.body.metadata.continue)}`,
      )
    const second = await next(first)
    expect(namesOf(second.body)).toEqual(['c', 'd'])
    const third = await next(second)
    expect(namesOf(third.body)).toEqual(['e'])
    expect(third.body.metadata.continue ?? '').toBe('')
    expect([second, third].map(({ body }) => body.metadata.resourceVersion)).toEqual([
      first.body.metadata.resourceVersion,
      first.body.metadata.resourceVersion,
    ])
    await api.delete(`${path}/bb`)
    await api.post(path, { metadata: { name: 'd', labels: { set: 'five', even: 'true' } } })
  })

  it('say how many objects are left when nothing is filtered', async () => {
    const all = namesOf((await api.get(path)).body).length
    const { body } = await api.get(`${path}?limit=2`)
    expect(body.metadata.remainingItemCount).toBe(all - 2)
  })

  it.each([
    ['set=five,even=true', ['b', 'd']],
    ['set==five,even!=true', ['a', 'c', 'e']],
    ['even in (true,other)', ['b', 'd']],
    ['set,even notin (true)', ['a', 'c', 'e']],
    ['set,!even', []],
  ])('pick by the labels %s', async (selector, wanted) => {
    const { body } = await api.get(`${path}?labelSelector=${encodeURIComponent(selector)}`)
    expect(namesOf(body)).toEqual(wanted)
  })

  it('pick by fields that the kind offers, and refuse others', async () => {
    expect(namesOf((await api.get(`${path}?fieldSelector=metadata.name=c`)).body)).toEqual(['c'])
    const { code, body } = await api.get(`${path}?fieldSelector=data.x=c`)
    expect(code).toBe(400)
    expect(body).toMatchObject({ kind: 'Status', status: 'Failure', reason: 'BadRequest' })
    expect(body.message).toContain('"data.x" is not a known field selector')
  })

  it.each(['a=b=c', 'a in', 'a in (b', '-bad=x', 'x=%'])('refuse the selector %s', async (selector) => {
    const { code, body } = await api.get(`${path}?labelSelector=${encodeURIComponent(selector)}`)
    expect([code, body.reason]).toEqual([400, 'BadRequest'])
  })

  it('show an exact version while it is remembered', async () => {
    const before = (await api.get(path)).body.metadata.resourceVersion
    await api.post(path, { metadata: { name: 'later', labels: { set: 'later' } } })
    const exact = await api.get(`${path}?resourceVersion=${before}&resourceVersionMatch=Exact`)
    expect(namesOf(exact.body)).not.toContain('later')
    expect(exact.body.metadata.resourceVersion).toBe(before)
    const newer = await api.get(`${path}?resourceVersion=${before}&resourceVersionMatch=NotOlderThan`)
    expect(namesOf(newer.body)).toContain('later')
    await api.delete(`${path}/later`)
  })

  it.each([
    ['resourceVersionMatch=Exact', 'resourceVersionMatch is forbidden unless resourceVersion is provided'],
    ['resourceVersion=0&resourceVersionMatch=Exact', 'is forbidden for resourceVersion "0"'],
    ['resourceVersion=1&resourceVersionMatch=Odd', 'Unsupported value: "Odd"'],
  ])('refuse %s', async (query, message) => {
    const { code, body } = await api.get(`${path}?${query}`)
    expect(code).toBe(422)
    expect(body.message).toContain(message)
  })

  it('refuse a continue token that is none, and a version that is no number', async () => {
    expect((await api.get(`${path}?continue=nonsense`)).code).toBe(400)
    expect((await api.get(`${path}?resourceVersion=abc`)).code).toBe(400)
  })

  it('do not show a version that is not reached yet', async () => {
    const version = Number((await api.get(path)).body.metadata.resourceVersion) + 100_000
    const { code, body } = await api.get(`${path}?resourceVersion=${version}`)
    expect([code, body.reason]).toEqual([504, 'Timeout'])
    expect(body.message).toContain('Too large resource version')
  })

  it('come as a table or as metadata only when asked for so', async () => {
    const table = await api.get(path, { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' })
    expect(table.body.kind).toBe('Table')
    expect(table.body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
      'Name',
      'Data',
      'Age',
    ])
    const partial = await api.get(path, {
      Accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    })
    expect(partial.body.kind).toBe('PartialObjectMetadataList')
    expect(Object.keys(partial.body.items[0]).sort()).toEqual(['apiVersion', 'kind', 'metadata'])
    expect((await api.get(path, { Accept: 'text/plain' })).code).toBe(406)
  })
})
