import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { untilDrained } from './until-drained.ts'

/** A stream that takes one byte at a time, when told. */
function slowStream() {
  let next: (() => void) | undefined
  const stream = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      next = done
    },
  })
  return { stream, take: () => next?.() }
}

it('waits for each pause of a slow reader without adding up listeners', async () => {
  const { stream, take } = slowStream()
  for (let pause = 0; pause < 50; pause++) {
    stream.write('x')
    const drained = untilDrained(stream)
    take()
    await drained
  }
  expect(stream.listenerCount('close')).toBeLessThanOrEqual(1)
  expect(stream.listenerCount('drain')).toBe(0)
})

it('ends with a reader that goes away', async () => {
  const { stream } = slowStream()
  stream.write('x')
  const drained = untilDrained(stream)
  stream.destroy()
  await drained
  await untilDrained(stream)
})
