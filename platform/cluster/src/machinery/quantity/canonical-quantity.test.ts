import { expect, test } from 'vitest'
import { canonicalQuantity } from './canonical-quantity.ts'
import { compareQuantities } from './compare-quantities.ts'

// Kubernetes: Quantity (apimachinery), canonical form.
test.each([
  ['1', '1'],
  ['0', '0'],
  ['0.0', '0'],
  ['1000m', '1'],
  ['1500m', '1500m'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1.', '1'],
  ['100', '100'],
  ['1000', '1k'],
  ['1.5k', '1500'],
  ['2000000', '2M'],
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.5Ki', '512'],
  ['64Mi', '64Mi'],
  ['1e3', '1e3'],
  ['1500e3', '1500e3'],
  ['1E', '1E'],
  ['0.1n', '1n'],
  ['-500m', '-500m'],
  ['+1', '1'],
])('%s is written %s', (text, want) => {
  expect(canonicalQuantity(text)).toBe(want)
})

test.each(['', 'x', '1 Gi', '1GiB', '--1', '1.2.3', '.', '1kk', '9'.repeat(50), '1e999'])(
  '%j is none',
  (text) => {
    expect(canonicalQuantity(text)).toBeUndefined()
  },
)

test('quantities compare by value', () => {
  expect(['1Gi', '1000m', '1500Mi', '2'].sort(compareQuantities)).toEqual(['1000m', '2', '1Gi', '1500Mi'])
})
