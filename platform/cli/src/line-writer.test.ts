import { PassThrough, Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { lineWriter } from './line-writer.ts'

it.each([
  { colour: true, want: '\x1b[31mred\x1b[39m\n' },
  { colour: false, want: 'red\n' },
])('writes a line where colour is $colour', ({ colour, want }) => {
  const stream = new PassThrough()
  lineWriter(stream, colour)('\x1b[31mred\x1b[39m')
  expect(String(stream.read())).toBe(want)
})

it('writes nothing more to a stream that has failed', async () => {
  const written: string[] = []
  const stream = new Writable({
    autoDestroy: false,
    write(chunk, _, done) {
      written.push(String(chunk))
      done(new Error('EPIPE'))
    },
  })
  const print = lineWriter(stream, false)
  print('first')
  await new Promise(setImmediate)
  print('second')
  expect(written).toEqual(['first\n'])
})
