import { expect, it } from 'vitest'
import { readQuarantine, withoutQuarantined, withQuarantined } from './quarantine-file.ts'

const entry = { app: 'web', tag: 'a', reason: 'crashed', by: 'me', at: '2026-01-01T00:00:00Z' }

it('takes an entry in and out again', () => {
  const text = withQuarantined(undefined, entry, 'q.yaml')
  expect(readQuarantine(text, 'q.yaml')).toEqual([entry])
  expect(readQuarantine(withoutQuarantined(text, 'web', 'a', 'q.yaml'), 'q.yaml')).toEqual([])
})

it.each([
  { name: 'no list', text: 'a: 1\n', want: 'Cannot read q.yaml: it is not a list.' },
  { name: 'broken YAML', text: '- [\n', want: 'Cannot read q.yaml:2: it is not valid YAML: ' },
  { name: 'an unknown anchor', text: '- *x\n', want: "q.yaml:1: it is not valid YAML: unknown anchor 'x'" },
])('refuses $name, with file and words, to read and to write', ({ text, want }) => {
  expect(() => readQuarantine(text, 'q.yaml')).toThrow(want)
  expect(() => withQuarantined(text, entry, 'q.yaml')).toThrow(want)
  expect(() => withoutQuarantined(text, 'web', 'a', 'q.yaml')).toThrow(want)
})
