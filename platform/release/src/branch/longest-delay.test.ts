import { expect, it } from 'vitest'
import { longestDelayMs } from './longest-delay.ts'

it.each([
  { attempt: 1, tookMs: 10, urgent: false, want: 50 },
  { attempt: 4, tookMs: 10, urgent: false, want: 400 },
  { attempt: 4, tookMs: 200, urgent: false, want: 1600 },
  { attempt: 30, tookMs: 10, urgent: false, want: 3000 },
  { attempt: 30, tookMs: 1000, urgent: false, want: 10_000 },
  { attempt: 1, tookMs: 200, urgent: true, want: 50 },
  { attempt: 30, tookMs: 1000, urgent: true, want: 50 },
])(
  'waits at most $want ms after attempt $attempt that took $tookMs ms (urgent: $urgent)',
  ({ want, ...failed }) => {
    expect(longestDelayMs(failed)).toBe(want)
  },
)
