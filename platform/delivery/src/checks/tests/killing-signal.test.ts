import { expect, it } from 'vitest'
import { killingSignal } from './killing-signal.ts'

const exited = (how: string) =>
  `Worker exited unexpectedly ${how} during started state while running test file a.ts`

it.each([
  { name: 'no error', errors: [], want: undefined },
  { name: 'a worker that was killed', errors: [{ message: exited('with signal SIGKILL') }], want: 'SIGKILL' },
  {
    name: 'one that the pool reports',
    errors: [{ message: 'Worker forks emitted error.', cause: new Error(exited('with signal SIGTERM')) }],
    want: 'SIGTERM',
  },
  {
    name: 'a worker that exited by itself',
    errors: [{ message: exited('with exit code 1') }],
    want: undefined,
  },
  {
    name: 'a test that says so',
    errors: [{ message: 'expected: Worker exited unexpectedly with signal SIGKILL' }],
    want: undefined,
  },
])('finds in $name the signal $want', ({ errors, want }) => {
  expect(killingSignal(errors)).toBe(want)
})
