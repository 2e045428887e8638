import { GitopsError } from '@gitops-example/kit/errors'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { apiError } from './api-error.ts'
import { followKind } from './follow-kind.ts'
import type { KubeObject } from './kube-object.ts'
import type { ResourceType } from './resource-types.ts'

const type: ResourceType = { apiVersion: 'v1', kind: 'Service', plural: 'services', namespaced: true }
const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', resourceVersion: '1' },
}

/** An API that answers the first questions with these errors, and then serves one Service. */
function start(errors: { types?: Error[]; lists?: Error[] }) {
  const clock = new FakeClock()
  const lines: string[] = []
  const changes: string[] = []
  const watches = { open: 0 }
  const next = (from: Error[] = []) => {
    const error = from.shift()
    if (error !== undefined) throw error
  }
  const following = followKind({
    api: {
      types: {
        async of() {
          next(errors.types)
          return type
        },
      },
      async list() {
        next(errors.lists)
        return { items: [object], resourceVersion: '1' }
      },
      async watch(_type, _from, _onEvent, signal) {
        watches.open++
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        watches.open--
      },
    },
    apiVersion: 'v1',
    kind: 'Service',
    clock,
    log: (line) => lines.push(line),
    onChange: (before, now) => changes.push(`${before?.metadata.name}>${now?.metadata.name}`),
  })
  return { following, clock, lines, changes, watches }
}

const unknown = () => new GitopsError('kubernetes-unknown-kind', 'The cluster does not serve it.')
const forbidden = () => apiError('GET', '/api/v1/services', 403, { message: 'forbidden' })

it.each([
  { name: 'that is not served yet', errors: { types: [unknown(), unknown()] }, line: 'does not serve it' },
  { name: 'whose list is refused', errors: { lists: [forbidden(), forbidden()] }, line: 'forbidden' },
])('waits for a kind $name, and logs that once', async ({ errors, line }) => {
  const { following, clock, lines, changes } = start(errors)
  await clock.advance(100)
  expect(changes).toEqual([])
  await clock.advance(200)
  expect(changes).toEqual(['undefined>web'])
  expect(lines).toEqual([expect.stringContaining(line)])
  await following.stop()
})

it('ends its watch and its waiting when it is stopped', async () => {
  const watching = start({})
  await watching.clock.advance(0)
  expect(watching.watches.open).toBe(1)
  await watching.following.stop()
  expect(watching.watches.open).toBe(0)

  const waiting = start({ types: [unknown()] })
  await waiting.clock.advance(0)
  await waiting.following.stop()
  expect(waiting.clock.waiting).toBe(0)
})
