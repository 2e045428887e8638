import { expect, it } from 'vitest'
import { age, humanDuration } from './age.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

it.each([
  [0, '0s'],
  [59 * second, '59s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [2 * minute + 5 * second, '2m5s'],
  [10 * minute + 5 * second, '10m'],
  [3 * hour - second, '179m'],
  [3 * hour + 7 * minute, '3h7m'],
  [8 * hour + 7 * minute, '8h'],
  [2 * day + 3 * hour, '2d3h'],
  [8 * day + 3 * hour, '8d'],
  [2 * 365 * day + 10 * day, '2y10d'],
  [9 * 365 * day, '9y'],
])('%d ms are %s', (ms, want) => {
  expect(humanDuration(ms)).toBe(want)
})

it('says when there is no time to count from', () => {
  expect([age(undefined, 0), age('', 0), age('soon', 0)]).toEqual(['<unknown>', '<unknown>', '<invalid>'])
})
