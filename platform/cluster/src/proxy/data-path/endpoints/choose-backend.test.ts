import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import { Backend } from './backend.ts'
import { chooseBackend } from './choose-backend.ts'
import { SessionAffinity } from './session-affinity.ts'

const backend = (port: number, active = 0) =>
  Object.assign(new Backend('127.0.0.1', port, undefined), { active })
const none = new Set<Backend>()

test('lets equals take turns, also when others are chosen in between', () => {
  const backends = [backend(1), backend(2), backend(3)]
  const others = [backend(7), backend(8)]
  const ports = Array.from({ length: 6 }, () => {
    chooseBackend(others, none)
    return chooseBackend(backends, none)?.port
  })
  expect(ports).toEqual([1, 2, 3, 1, 2, 3])
})

test('takes the one with the fewest requests under way', () => {
  expect(chooseBackend([backend(1, 2), backend(2, 1), backend(3, 4)], none)?.port).toBe(2)
})

test('leaves out what was tried, and has nothing when all were', () => {
  const [first, second] = [backend(1), backend(2)]
  expect(chooseBackend([first, second], new Set([first]))).toBe(second)
  expect(chooseBackend([first, second], new Set([first, second]))).toBeUndefined()
})

test('gives a newcomer its turn without sending everything there', () => {
  const old = [backend(1), backend(2)]
  for (let turn = 0; turn < 10; turn++) chooseBackend(old, none)
  const all = [...old, backend(3)]
  const ports = Array.from({ length: 6 }, () => chooseBackend(all, none)?.port)
  expect(ports.filter((port) => port === 3)).toHaveLength(2)
})

test('a client keeps its pod until it has been away too long, or the pod leaves', async () => {
  const clock = new FakeClock()
  const affinity = new SessionAffinity(clock)
  const [first, second] = [backend(1), backend(2)]
  affinity.remember('a', second)
  await clock.advance(1000)
  expect(affinity.recall('a', [first, second], 1000)).toBe(second)
  expect(affinity.recall('b', [first, second], 1000)).toBeUndefined()
  expect(affinity.recall('a', [first], 1000)).toBeUndefined()
  await clock.advance(1)
  expect(affinity.recall('a', [first, second], 1000)).toBeUndefined()
})
