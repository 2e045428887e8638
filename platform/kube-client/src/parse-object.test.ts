import { expect, it } from 'vitest'
import { parseObject } from './parse-object.ts'

it.each([
  { value: null, want: 'expected an object, got null.' },
  { value: [], want: 'expected an object, got a list.' },
  { value: '<html>', want: 'expected an object, got string.' },
  { value: {}, want: 'expected an object, got one without a kind.' },
  { value: { apiVersion: 'v1', kind: 'Status', metadata: {} }, want: 'got a Status without a name.' },
])('refuses $value', ({ value, want }) => {
  expect(() => parseObject(value)).toThrow(want)
})

it('takes the type of an object in a list from its list', () => {
  const type = { apiVersion: 'v1', kind: 'Pod' }
  expect(parseObject({ metadata: { name: 'a' } }, type)).toEqual({ ...type, metadata: { name: 'a' } })
})
