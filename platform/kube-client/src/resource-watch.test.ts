import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { apiError, connectionError } from './api-error.ts'
import type { KubeObject } from './kube-object.ts'
import { ResourceWatch, type WatchedApi } from './resource-watch.ts'
import type { WatchEvent } from './watch-event.ts'

const at = (name: string, version: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'apps', resourceVersion: String(version) },
})

interface OpenWatch {
  from: string
  send(event: WatchEvent): void
  end(error?: Error): void
}

/** An API whose lists and watches the test answers by hand. */
function start(lists: (KubeObject[] | Error)[]) {
  const clock = new FakeClock()
  const changes: string[] = []
  const lines: string[] = []
  const watches: OpenWatch[] = []
  let listed = 0
  const api: WatchedApi = {
    async list() {
      const answer = lists.shift() ?? []
      if (answer instanceof Error) throw answer
      return { items: answer, resourceVersion: String(100 + listed++) }
    },
    async watch(_type, from, onEvent, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      signal.addEventListener('abort', () => reject(signal.reason))
      watches.push({
        from,
        send(event) {
          try {
            onEvent(event)
          } catch (error) {
            reject(error)
          }
        },
        end: (error) => (error === undefined ? resolve() : reject(error)),
      })
      await promise
    },
  }
  const watch = new ResourceWatch({
    api,
    type: { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true },
    clock,
    log: (line) => lines.push(line),
    onChange(before, now) {
      const version = (object: KubeObject | undefined) => object?.metadata.resourceVersion ?? '-'
      changes.push(`${(now ?? before)?.metadata.name} ${version(before)}>${version(now)}`)
    },
  })
  watch.start()
  const latest = () => {
    const found = watches.at(-1)
    if (found === undefined) throw new Error('no watch is open')
    return found
  }
  return { watch, clock, changes, lines, watches, latest }
}

it('reports what is there and each change, and resumes where a watch ended', async () => {
  const { watch, clock, changes, watches, latest } = start([[at('a', 1)]])
  await watch.ready
  latest().send({ type: 'MODIFIED', object: at('a', 101) })
  latest().send({ type: 'ADDED', object: at('b', 102) })
  latest().send({ type: 'DELETED', object: at('a', 103) })
  latest().send({ type: 'BOOKMARK', resourceVersion: '110' })
  await clock.advance(5000)
  latest().end()
  await clock.advance(0)
  expect(watches.map(({ from }) => from)).toEqual(['100', '110'])
  expect(changes).toEqual(['a ->1', 'a 1>101', 'b ->102', 'a 101>-'])
  await watch.stop()
})

it.each([
  { name: 'the watch is refused', end: (open: OpenWatch) => open.end(apiError('GET', '/x', 410, {})) },
  {
    name: 'the watch says so',
    end: (open: OpenWatch) => {
      open.send({ type: 'ERROR', code: 410 })
      open.end()
    },
  },
])('lists again when its place is forgotten and $name, and reports only what differs', async ({ end }) => {
  const { watch, clock, changes, watches, latest } = start([
    [at('a', 1), at('b', 2)],
    [at('b', 2), at('c', 3)],
  ])
  await watch.ready
  changes.length = 0
  end(latest())
  await clock.advance(200)
  expect(watches.map(({ from }) => from)).toEqual(['100', '101'])
  expect(changes).toEqual(['a 1>-', 'c ->3'])
  await watch.stop()
})

it('waits longer each time while the server is away, and keeps what it knows', async () => {
  const away = connectionError('GET', 'https://x', '/y', new Error('refused'))
  const { watch, clock, watches, latest } = start([[at('a', 1)]])
  await watch.ready
  for (const wait of [100, 200, 400]) {
    const open = watches.length
    latest().end(away)
    await clock.advance(wait - 1)
    expect(watches.length).toBe(open)
    await clock.advance(1)
    expect(watches.length).toBe(open + 1)
  }
  expect(watch.get('apps', 'a')).toBeDefined()
  await watch.stop()
})

it('logs each outage once, by its first failure', async () => {
  const away = (port: number) => connectionError('GET', `https://x:${port}`, '/y', new Error('refused'))
  const { watch, clock, lines, latest } = start([[at('a', 1)]])
  await watch.ready
  latest().end(away(1))
  await clock.advance(100)
  latest().end(away(2))
  await clock.advance(200)
  expect(lines).toEqual([expect.stringContaining('no answer from https://x:1')])
  await clock.advance(5000)
  latest().end(away(3))
  await clock.advance(100)
  expect(lines).toEqual([expect.anything(), expect.stringContaining('no answer from https://x:3')])
  await watch.stop()
})

it('does not hammer a server that ends every watch at once', async () => {
  const { watch, clock, watches, latest } = start([[]])
  await watch.ready
  latest().end()
  await clock.advance(50)
  expect(watches).toHaveLength(1)
  await clock.advance(50)
  expect(watches).toHaveLength(2)
  await watch.stop()
})

it('takes the answer to a write at once, and no older event over it', async () => {
  const { watch, changes, latest } = start([[at('a', 1)]])
  await watch.ready
  watch.put(at('a', 105))
  latest().send({ type: 'MODIFIED', object: at('a', 103) })
  latest().send({ type: 'MODIFIED', object: at('a', 105) })
  expect(changes).toEqual(['a ->1', 'a 1>105'])
  latest().send({ type: 'DELETED', object: at('a', 106) })
  watch.put(at('a', 105))
  expect(watch.get('apps', 'a')).toBeUndefined()
  await watch.stop()
})

it('gives up when the first list is refused for good', async () => {
  const { watch } = start([apiError('GET', '/x', 403, { message: 'forbidden' })])
  await expect(watch.ready).rejects.toThrow('forbidden')
})

it('holds nothing of a kind that is gone, and comes back with it', async () => {
  const gone = apiError('GET', '/x', 404, {})
  const { watch, clock, latest } = start([[at('a', 1)], gone, [at('b', 2)]])
  await watch.ready
  latest().end(apiError('GET', '/x', 410, {}))
  await clock.advance(0)
  expect([...watch.objects()]).toEqual([])
  await clock.advance(100)
  expect([...watch.objects()].map(({ metadata }) => metadata.name)).toEqual(['b'])
  await watch.stop()
})
