import { expect, it } from 'vitest'
import { describeError, GitopsError } from './errors.ts'

it.each([
  {
    name: 'message and hint',
    error: new GitopsError('x', 'It failed.', { hint: 'Do this.' }),
    want: 'It failed. Do this.',
  },
  {
    name: 'a message of several lines and a hint',
    error: new GitopsError('x', 'It failed:\nfatal: no', { hint: 'Do this.' }),
    want: 'It failed:\nfatal: no\nDo this.',
  },
  { name: 'a message alone', error: new GitopsError('x', 'It failed.'), want: 'It failed.' },
  { name: 'a foreign error', error: new Error('boom'), want: 'boom' },
  { name: 'a thrown text', error: 'boom', want: 'boom' },
])('describes $name', ({ error, want }) => {
  expect(describeError(error)).toBe(want)
})
