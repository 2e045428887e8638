import { expect, it } from 'vitest'
import { parseQuantity } from './quantity.ts'

it.each([
  ['1', 1],
  ['250m', 0.25],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['64Mi', 64 * 2 ** 20],
  ['1G', 1e9],
  ['1e3', 1000],
  ['1E', 1e18],
  ['0', 0],
  ['', undefined],
  ['Mi', undefined],
  ['1 Gi', undefined],
  ['1X', undefined],
])('reads %s as %s', (quantity, want) => {
  expect(parseQuantity(quantity)).toBe(want)
})
