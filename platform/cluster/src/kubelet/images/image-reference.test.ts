import { expect, it } from 'vitest'
import { parseImageReference } from './image-reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

it.each([
  { image: 'web', want: { repository: 'web', tag: 'latest' } },
  { image: 'guestbook/webapp:0f3', want: { repository: 'guestbook/webapp', tag: '0f3' } },
  { image: 'localhost:5000/web', want: { repository: 'localhost:5000/web', tag: 'latest' } },
  { image: 'localhost:5000/web:1', want: { repository: 'localhost:5000/web', tag: '1' } },
  { image: `web@${digest}`, want: { repository: 'web', tag: 'latest', digest } },
  { image: `web:1@${digest}`, want: { repository: 'web', tag: '1', digest } },
])('reads $image', ({ image, want }) => {
  expect(parseImageReference(image)).toEqual(want)
})

it.each(['', ':1', '../x:1', 'a/../b', '/etc', 'web:', 'web:a b', 'web@sha256:12', 'a//b', 'web:../x'])(
  'refuses %j',
  (image) => {
    expect(() => parseImageReference(image)).toThrow('invalid reference format')
  },
)
