import { expect, test } from 'vitest'
import { usableEndpoints } from './usable-endpoints.ts'

const endpoint = (key: string, ready: boolean, draining = false) => ({
  key,
  portName: 'http',
  address: '127.0.0.1',
  port: 8080,
  pod: undefined,
  ready,
  draining,
})
const ready = (key: string) => endpoint(key, true)
const draining = (key: string) => endpoint(key, false, true)
const starting = (key: string) => endpoint(key, false)

test.for([
  { name: 'ready ones alone', endpoints: [ready('a'), starting('b'), draining('c'), ready('d')], want: 'ad' },
  { name: 'draining ones while none is ready', endpoints: [starting('a'), draining('b')], want: 'b' },
  { name: 'nobody while all are starting', endpoints: [starting('a')], want: '' },
])('new connections go to $name', ({ endpoints, want }) => {
  expect(
    usableEndpoints(endpoints)
      .map(({ key }) => key)
      .join(''),
  ).toBe(want)
})
