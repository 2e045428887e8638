import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createInMemoryCluster } from '../../testing/in-memory-cluster.ts'

let random: () => number = () => 0
beforeEach(() => void vi.spyOn(Math, 'random').mockImplementation(() => random()))
afterEach(() => void vi.restoreAllMocks())

function naming() {
  const { client } = createInMemoryCluster(new FakeClock())
  return () => client.create('configmaps', { metadata: { generateName: 'web-', namespace: 'dev' } })
}

test('generateName makes another name when the first is taken', () => {
  const create = naming()
  random = () => 0
  expect(create().metadata.name).toBe('web-bbbbb')
  const drawn = [0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5]
  random = () => drawn.shift() ?? 0
  expect(create().metadata.name).toBe('web-rrrrr')
})

test('generateName is refused when every name that it makes is taken', () => {
  const create = naming()
  random = () => 0
  create()
  expect(create).toThrow('configmaps "web-bbbbb" already exists')
})
