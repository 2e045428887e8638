import { expect, it } from 'vitest'
import { percentile } from './demo.ts'

it.each([
  { values: [3, 1, 2], share: 0.5, want: 2 },
  { values: [1, 2, 3, 4], share: 0.5, want: 2 },
  { values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share: 0.95, want: 10 },
  { values: [7], share: 0.95, want: 7 },
  { values: [], share: 0.5, want: Number.NaN },
])('takes the nearest rank of $values at $share', ({ values, share, want }) => {
  expect(percentile(values, share)).toBe(want)
})
