import { expect, it } from 'vitest'
import { compareOwned } from './compare-owned.ts'

it.each([
  { name: 'nothing has changed', desired: { a: 1 }, applied: { a: 1 }, live: { a: 1 }, want: 'same' },
  {
    name: 'somebody added a field',
    desired: { a: 1 },
    applied: { a: 1 },
    live: { a: 1, b: 2 },
    want: 'same',
  },
  {
    name: 'somebody changed a field of ours',
    desired: { a: 1 },
    applied: { a: 1 },
    live: { a: 2 },
    want: 'differs',
  },
  {
    name: 'somebody removed a field of ours',
    desired: { a: 1 },
    applied: { a: 1 },
    live: {},
    want: 'differs',
  },
  {
    name: 'the server writes values in its way',
    desired: { cpu: '1000m' },
    applied: { cpu: '1' },
    live: { cpu: '1' },
    want: 'same',
  },
  {
    name: 'a default of the server changed',
    desired: { a: 1 },
    applied: { a: 1, d: 1 },
    live: { a: 1, d: 2 },
    want: 'same',
  },
  {
    name: 'a list is as it was',
    desired: [{ n: 1 }],
    applied: [{ n: 1, d: 1 }],
    live: [{ n: 1, d: 1 }],
    want: 'same',
  },
  { name: 'a list has one entry more', desired: [1], applied: [1], live: [1, 2], want: 'unknown' },
  {
    name: 'a list has other content',
    desired: [{ n: 1 }],
    applied: [{ n: 1 }],
    live: [{ n: 2 }],
    want: 'unknown',
  },
  {
    name: 'an object took the place of a value',
    desired: { a: 1 },
    applied: { a: 1 },
    live: { a: {} },
    want: 'differs',
  },
  {
    name: 'null was left out by the server',
    desired: { a: null, b: 1 },
    applied: { b: 1 },
    live: { b: 1 },
    want: 'same',
  },
])('$name: $want', ({ desired, applied, live, want }) => {
  expect(compareOwned(desired, applied, live)).toBe(want)
})
