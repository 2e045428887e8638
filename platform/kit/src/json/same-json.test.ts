import { expect, it } from 'vitest'
import { sameJson } from './same-json.ts'

const cases: { left: unknown; right: unknown; want: boolean }[] = [
  { left: { a: 1, b: [{ c: null }] }, right: { b: [{ c: null }], a: 1 }, want: true },
  { left: { a: 1, b: undefined }, right: { a: 1 }, want: true },
  { left: { a: 1 }, right: { a: 1, b: undefined }, want: true },
  { left: { a: 1 }, right: { a: 1, b: 2 }, want: false },
  { left: { a: 1, b: 2 }, right: { a: 1 }, want: false },
  { left: { a: null }, right: {}, want: false },
  { left: { toString: 'a' }, right: {}, want: false },
  { left: {}, right: { constructor: {} }, want: false },
  { left: JSON.parse('{"__proto__":{}}'), right: {}, want: false },
  { left: [1, 2], right: [2, 1], want: false },
  { left: [1], right: [1, 2], want: false },
  { left: [], right: {}, want: false },
  { left: '1', right: 1, want: false },
]

it.each(cases)('$left and $right are equal: $want', ({ left, right, want }) => {
  expect(sameJson(left, right)).toBe(want)
})
