import { describe, expect, test } from 'vitest'
import { ConfigError, type EnvironmentReader, readEnvironment } from './environment.ts'

const readers: { name: string; read: (reader: EnvironmentReader) => unknown }[] = [
  { name: 'text', read: (reader) => reader.text('A', 'fallback') },
  { name: 'required', read: (reader) => reader.required('A', 'a name') },
  { name: 'integer', read: (reader) => reader.integer('A', 5, 0, 9) },
  { name: 'oneOf', read: (reader) => reader.oneOf('A', ['x', 'y'], 'x') },
]

function outcome(name: string, value: string | undefined): unknown {
  const read = readers.find((one) => one.name === name)?.read
  try {
    return readEnvironment({ A: value }, (reader) => read?.(reader))
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes
    throw error
  }
}

describe('a variable', () => {
  test.each([
    { name: 'text', value: 'a', want: 'a' },
    { name: 'text', value: '', want: 'fallback' },
    { name: 'text', value: undefined, want: 'fallback' },
    { name: 'required', value: 'a', want: 'a' },
    { name: 'required', value: '', want: ['A is missing, expected a name.'] },
    { name: 'integer', value: '9', want: 9 },
    { name: 'integer', value: undefined, want: 5 },
    { name: 'integer', value: '10', want: ['A is "10", expected a whole number from 0 to 9.'] },
    { name: 'integer', value: '1e0', want: ['A is "1e0", expected a whole number from 0 to 9.'] },
    { name: 'oneOf', value: 'y', want: 'y' },
    { name: 'oneOf', value: undefined, want: 'x' },
    { name: 'oneOf', value: 'z', want: ['A is "z", expected one of x, y.'] },
  ])('read as $name from $value is $want', ({ name, value, want }) => {
    expect(outcome(name, value)).toEqual(want)
  })
})

test('every mistake is in one message', () => {
  const read = () =>
    readEnvironment({}, (reader) => {
      reader.required('A', 'one')
      reader.mistake('B is odd.')
    })
  expect(read).toThrow('- A is missing, expected one.\n- B is odd.')
})
