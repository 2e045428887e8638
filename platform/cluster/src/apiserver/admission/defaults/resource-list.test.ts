import { expect, test } from 'vitest'
import { resourceListDefaults } from './resource-list.ts'

test.each([
  ['100m', '100m'],
  ['0.1m', '1m'],
  ['1001n', '1m'],
  ['1.0005', '1001m'],
  ['1Gi', '1Gi'],
  ['0', '0'],
  ['1.', '1.'],
])('%s is kept as %s', (text, want) => {
  const list = { cpu: text }
  resourceListDefaults(list)
  expect(list).toEqual({ cpu: want })
})

test.each([undefined, 'text', { cpu: 1 }, { cpu: 'x' }])('%j is left as it is', (list) => {
  const before = structuredClone(list)
  resourceListDefaults(list)
  expect(list).toEqual(before)
})
