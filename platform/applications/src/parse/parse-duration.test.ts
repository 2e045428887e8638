import { expect, it } from 'vitest'
import { parseDuration } from './parse-duration.ts'

it.each([
  ['5s', 5000],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['10', 10_000],
  ['', undefined],
  ['fast', undefined],
  ['5 s', undefined],
])('reads %j as %j ms', (text, want) => {
  expect(parseDuration(text)).toBe(want)
})
