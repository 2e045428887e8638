import { expect, it } from 'vitest'
import { printable } from './printable.ts'

it.each([
  { name: 'plain text', text: 'Größe 漢字 👍🏽 é "a\\b"', want: 'Größe 漢字 👍🏽 é "a\\b"' },
  { name: 'lines and tabs', text: 'a\n\tb', want: 'a\n\tb' },
  { name: 'a colour', text: '\x1b[31mred\x1b[0m', want: '\\u001b[31mred\\u001b[0m' },
  { name: 'a window title', text: '\x1b]0;pwned\x07', want: '\\u001b]0;pwned\\u0007' },
  { name: 'an escape sequence of eight bits', text: '\x9b2J', want: '\\u009b2J' },
  { name: 'a line that hides its start', text: 'bad\rgood', want: 'bad\\u000dgood' },
  { name: 'backspaces, NUL and DEL', text: 'a\bb\0c\x7f', want: 'a\\u0008b\\u0000c\\u007f' },
  { name: 'reversed text', text: 'a\u202ecba\u2069', want: 'a\\u202ecba\\u2069' },
  { name: 'separators of lines', text: 'a\u2028b\u2029c', want: 'a\\u2028b\\u2029c' },
  { name: 'half a character', text: 'a\ud83d', want: 'a\\ud83d' },
])('shows $name', ({ text, want }) => {
  expect(printable(text)).toBe(want)
})
