import { expect, it } from 'vitest'
import { legacyTag, withoutLegacyTag } from './legacy-tag.ts'

it.each([
  { text: 'image:\n  repository: r\n  tag: "abc"\n', want: 'abc' },
  { text: 'image:\n  tag: 0123\n', want: '0123' },
  { text: 'image:\n  tag:\n', want: '' },
  { text: 'image:\n  tag: ""\n', want: '' },
  { text: 'image:\n  repository: r\n', want: '' },
  { text: 'replicaCount: 1\n', want: '' },
  { text: 'image: [\n', want: '' },
  { text: '', want: '' },
])('reads "$want" from $text', ({ text, want }) => {
  expect(legacyTag(text)).toBe(want)
})

it.each([
  {
    name: 'the line and the comment that the project had',
    text: '# The API.\nimage:\n  repository: r\n  # Set by the delivery on each release.\n  tag: "abc"\nreplicaCount: 1\n',
    want: '# The API.\nimage:\n  repository: r\nreplicaCount: 1\n',
  },
  {
    name: 'the line alone, with its own comment',
    text: 'image:\n  # ours\n  tag: abc # now\n  repository: r\n',
    want: 'image:\n  # ours\n  repository: r\n',
  },
  {
    name: 'a line of Windows',
    text: 'image:\r\n  repository: r\r\n  tag: abc\r\nb: 1\r\n',
    want: 'image:\r\n  repository: r\r\nb: 1\r\n',
  },
  {
    name: 'a tag without a value',
    text: 'image:\n  repository: r\n  tag:\n',
    want: 'image:\n  repository: r\n',
  },
])('takes away $name', ({ text, want }) => {
  expect(withoutLegacyTag(text)).toBe(want)
})

it.each([
  { name: 'a map on one line', text: 'image: {repository: r, tag: a}\n' },
  { name: 'the only key', text: 'image:\n  tag: a\n' },
  { name: 'an anchor', text: 'image:\n  repository: r\n  tag: &t a\nother: *t\n' },
  { name: 'a block of text', text: 'image:\n  repository: r\n  tag: |\n    a\n' },
  { name: 'no tag', text: 'image:\n  repository: r\n' },
])('leaves $name alone', ({ text }) => {
  expect(withoutLegacyTag(text)).toBeUndefined()
})
