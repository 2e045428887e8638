import type { Message } from 'esbuild'
import { expect, test } from 'vitest'
import { buildMessages } from './build-messages.ts'

const at = (line: number, column: number) => ({
  file: 'src/page.tsx',
  namespace: '',
  line,
  column,
  length: 1,
  lineText: '',
  suggestion: '',
})

const message = (more: Partial<Message>): Message => ({
  id: '',
  pluginName: '',
  text: 'It is wrong',
  location: null,
  notes: [],
  detail: undefined,
  ...more,
})

test.each([
  {
    name: 'the place from the root of the sources, counted from 1, and its notes',
    said: message({ location: at(23, 8), notes: [{ text: 'It opens here:', location: at(21, 9) }] }),
    want: [
      'dev/web/src/page.tsx:23:9: error: It is wrong',
      'dev/web/src/page.tsx:21:10: note: It opens here:',
    ],
  },
  {
    name: 'no place where there is none',
    said: message({ notes: [{ text: 'Do this', location: null }] }),
    want: ['error: It is wrong', 'note: Do this'],
  },
])('what the bundler says has $name', ({ said, want }) => {
  expect(buildMessages([said], 'error', '/tree/dev/web', '/tree')).toEqual(want)
})
