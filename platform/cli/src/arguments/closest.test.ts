import { expect, it } from 'vitest'
import { closest } from './closest.ts'

const words = ['push', 'status', 'up', 'promote', 'plan', 'provision', 'check-image']

it.each([
  { typed: 'psuh', want: 'push' },
  { typed: 'puhs', want: 'push' },
  { typed: 'pus', want: 'push' },
  { typed: 'pushh', want: 'push' },
  { typed: 'plam', want: 'plan' },
  { typed: 'stat', want: 'status' },
  { typed: 'prov', want: 'provision' },
  { typed: 'check', want: 'check-image' },
  { typed: 'chekc-imgae', want: 'check-image' },
  { typed: 'ip', want: 'up' },
  { typed: 'p', want: undefined },
  { typed: '', want: undefined },
  { typed: 'frobnicate', want: undefined },
  { typed: 'constructor', want: undefined },
])('"$typed" most likely means $want', ({ typed, want }) => {
  expect(closest(typed, words)).toBe(want)
})
