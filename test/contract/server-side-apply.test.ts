import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeApi } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

describe('server-side apply', () => {
  let target: Target
  let api: KubeApi
  let maps: string
  let deployments: string
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
    const namespace = await api.namespace()
    maps = `/api/v1/namespaces/${namespace}/configmaps`
    deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
  })
  afterAll(() => target[Symbol.asyncDispose]())

  const map = (name: string, data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data,
  })
  const dataOf = async (name: string) => (await api.get(`${maps}/${name}`)).body.data

  it('makes what is missing, and changes nothing the second time', async () => {
    const first = await api.apply(`${maps}/made`, 'one', map('made', { a: '1' }))
    expect(first.code).toBe(201)
    const second = await api.apply(`${maps}/made`, 'one', map('made', { a: '1' }))
    expect(second.code).toBe(200)
    expect(second.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion)
  })

  it('notes who owns which field', async () => {
    await api.apply(`${maps}/owned`, 'one', map('owned', { a: '1' }))
    const { body } = await api.apply(`${maps}/owned`, 'two', map('owned', { b: '2' }))
    const owners = body.metadata.managedFields.map(
      ({ manager, operation, fieldsV1 }: { manager: string; operation: string; fieldsV1: object }) => ({
        manager,
        operation,
        fieldsV1,
      }),
    )
    expect(owners).toEqual([
      { manager: 'one', operation: 'Apply', fieldsV1: { 'f:data': { 'f:a': {} } } },
      { manager: 'two', operation: 'Apply', fieldsV1: { 'f:data': { 'f:b': {} } } },
    ])
  })

  it('removes what its owner no longer applies, unless somebody else owns it too', async () => {
    await api.apply(`${maps}/pruned`, 'one', map('pruned', { a: '1', shared: 's' }))
    await api.apply(`${maps}/pruned`, 'two', map('pruned', { shared: 's' }))
    await api.apply(`${maps}/pruned`, 'one', map('pruned', {}))
    expect(await dataOf('pruned')).toEqual({ shared: 's' })
  })

  it('refuses to change what another owns, and names owner and field', async () => {
    await api.apply(`${maps}/contested`, 'one', map('contested', { a: '1' }))
    const { code, body } = await api.apply(`${maps}/contested`, 'two', map('contested', { a: '2' }))
    expect(code).toBe(409)
    expect(body).toMatchObject({
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
      details: {
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }],
      },
    })
    expect(await dataOf('contested')).toEqual({ a: '1' })
  })

  it('takes fields by force, after which their former owner is in conflict', async () => {
    await api.apply(`${maps}/forced`, 'one', map('forced', { a: '1' }))
    expect((await api.apply(`${maps}/forced`, 'two', map('forced', { a: '2' }), true)).code).toBe(200)
    expect((await api.apply(`${maps}/forced`, 'one', map('forced', { a: '1' }))).code).toBe(409)
  })

  it('shares a field that both want the same', async () => {
    await api.apply(`${maps}/agreed`, 'one', map('agreed', { a: '1' }))
    expect((await api.apply(`${maps}/agreed`, 'two', map('agreed', { a: '1' }))).code).toBe(200)
  })

  it('sees plain updates as owners too', async () => {
    await api.apply(`${maps}/updated`, 'one', map('updated', { a: '1' }))
    await api.patch(`${maps}/updated?fieldManager=editor`, 'merge', { data: { a: '2' } })
    const { code, body } = await api.apply(`${maps}/updated`, 'one', map('updated', { a: '1' }))
    expect(code).toBe(409)
    expect(body.message).toContain('conflict with "editor"')
    expect(body.message).toContain('.data.a')
  })

  it('merges lists by their keys', async () => {
    const labels = { app: 'listed' }
    const with_ = (containers: object[]) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'listed' },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    })
    const main = { name: 'main', image: 'example.invalid/none:1' }
    await api.apply(`${deployments}/listed`, 'one', with_([main]))
    const side = { name: 'side', image: 'example.invalid/none:2' }
    const { code, body } = await api.apply(`${deployments}/listed`, 'two', with_([side]))
    expect(code, body.message).toBe(200)
    expect(body.spec.template.spec.containers.map(({ name }: { name: string }) => name)).toEqual([
      'main',
      'side',
    ])
  })

  it('wants a manager, and an object of the path', async () => {
    expect((await api.patch(`${maps}/nobody`, 'apply', map('nobody', {}))).code).toBe(422)
    expect((await api.apply(`${maps}/nobody`, 'one', map('other', {}))).code).toBe(400)
    expect((await api.apply(`${maps}/nobody`, 'one', { ...map('nobody', {}), kind: 'Secret' })).code).toBe(
      400,
    )
  })
})
