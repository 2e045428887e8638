import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KubeApi, names, take } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

describe('watches', () => {
  let target: Target
  let api: KubeApi
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
  })
  afterAll(() => target[Symbol.asyncDispose]())

  const collection = async () => `/api/v1/namespaces/${await api.namespace()}/configmaps`
  const labelled = (name: string, labels: Record<string, string>) => ({
    metadata: { name, labels: { mine: 'y', ...labels } },
  })
  const versionOf = async (path: string) => (await api.get(path)).body.metadata.resourceVersion

  it('tell every change once and in its order', async () => {
    const path = await collection()
    const events = api.watch(`${path}?labelSelector=mine&resourceVersion=${await versionOf(path)}`)
    const first = events.next()
    await api.post(path, labelled('a', {}))
    await api.post(path, labelled('b', {}))
    await api.patch(`${path}/a`, 'merge', { data: { x: '1' } })
    await api.delete(`${path}/b`)
    const all = [(await first).value, ...(await take(events, 3))]
    expect(names(all)).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b'])
    const versions = all.map(({ object }) => Number(object.metadata.resourceVersion))
    expect(versions).toEqual(versions.toSorted((left, right) => left - right))
    await events.return(undefined)
  })

  it('begin with what is there when no version is given', async () => {
    const path = await collection()
    await api.post(path, labelled('a', {}))
    await api.post(path, labelled('b', {}))
    const events = api.watch(`${path}?labelSelector=mine`)
    expect(names(await take(events, 2)).sort()).toEqual(['ADDED a', 'ADDED b'])
    await events.return(undefined)
  })

  it('resume where another ended, missing nothing', async () => {
    const path = await collection()
    const version = await versionOf(path)
    for (const name of ['a', 'b', 'c']) await api.post(path, labelled(name, {}))
    const early = api.watch(`${path}?labelSelector=mine&resourceVersion=${version}`)
    const [first] = await take(early, 1)
    await early.return(undefined)
    await api.delete(`${path}/a`)
    const late = api.watch(
      `${path}?labelSelector=mine&resourceVersion=${first?.object.metadata.resourceVersion}`,
    )
    expect(names(await take(late, 3))).toEqual(['ADDED b', 'ADDED c', 'DELETED a'])
    await late.return(undefined)
  })

  it('see an object come and go as it begins and ceases to fit the selector', async () => {
    const path = await collection()
    await api.post(path, labelled('a', { stage: 'out' }))
    const events = api.watch(`${path}?labelSelector=stage=in&resourceVersion=${await versionOf(path)}`)
    const first = events.next()
    for (const stage of ['in', 'in', 'out', 'in']) {
      await api.patch(`${path}/a`, 'merge', {
        metadata: { labels: { stage } },
        data: { at: `${Math.random()}` },
      })
    }
    const all = [(await first).value, ...(await take(events, 3))]
    expect(names(all)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED a'])
    expect(all[2].object.metadata.labels.stage).toBe('in')
    await events.return(undefined)
  })

  it('follow one object by its name', async () => {
    const path = await collection()
    const events = api.watch(`${path}?fieldSelector=metadata.name=b&resourceVersion=${await versionOf(path)}`)
    const first = events.next()
    await api.post(path, labelled('a', {}))
    await api.post(path, labelled('b', {}))
    expect(names([(await first).value])).toEqual(['ADDED b'])
    await events.return(undefined)
  })

  it('mark the end of the initial events of a streaming list', async () => {
    const path = await collection()
    await api.post(path, labelled('a', {}))
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=mine'
    const events = api.watch(`${path}?${query}`)
    const { value: added } = await events.next()
    const { value: bookmark } = await events.next()
    expect([added.type, bookmark.type]).toEqual(['ADDED', 'BOOKMARK'])
    expect(bookmark.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
    await events.return(undefined)
    expect((await api.get(`${path}?watch=true&sendInitialEvents=true`)).code).toBe(422)
  })

  it('end with a bookmark-able version at their time limit', async () => {
    const path = await collection()
    const events = api.watch(
      `${path}?timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=${await versionOf(path)}`,
    )
    const seen = []
    for await (const event of events) seen.push(event.type)
    expect(seen.filter((type) => type !== 'BOOKMARK')).toEqual([])
  })

  it('tell a version that is too old by an error event', async () => {
    const path = await collection()
    const events = api.watch(`${path}?resourceVersion=1`)
    const { value: error } = await events.next()
    expect(error).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })
    expect((await events.next()).done).toBe(true)
  })
})
