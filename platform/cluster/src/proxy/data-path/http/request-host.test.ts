import { expect, test } from 'vitest'
import { hostFault, requestHost, withHost } from './request-host.ts'

const many = 'The request has more than one Host header.'
const none = 'The Host header names no host.'

test.for<{ rawHeaders: string[]; url?: string; want: string | undefined }>([
  { rawHeaders: ['Host', 'web.localhost:8080'], want: undefined },
  { rawHeaders: ['Host', '[::1]:8080'], want: undefined },
  { rawHeaders: ['Host', ''], want: undefined },
  { rawHeaders: ['Host', 'a', 'host', 'a'], want: many },
  { rawHeaders: ['Host', 'a', 'X', 'y', 'HOST', 'b'], want: many },
  { rawHeaders: ['Host', 'a b'], want: none },
  { rawHeaders: ['Host', 'a/b'], want: none },
  { rawHeaders: ['Host', 'user@a'], want: none },
  { rawHeaders: ['Host', 'a'], url: 'http://user@a/', want: 'The request target names no host.' },
])('RFC 9112, 3.2: $rawHeaders with $url is refused because: $want', ({ want, ...request }) => {
  expect(hostFault(request)).toBe(want)
})

test('RFC 9112, 3.2.2: the host of a target that is a whole URI replaces the header', () => {
  const headers = ['Accept', '*/*', 'HOST', 'old']
  const absolute = { url: 'http://New:81/x', headers: { host: 'old' } }
  expect(requestHost(absolute)).toBe('New:81')
  expect(withHost(headers, absolute)).toEqual(['Host', 'New:81', 'Accept', '*/*'])
  const origin = { url: '/x', headers: { host: 'old' } }
  expect(requestHost(origin)).toBe('old')
  expect(withHost(headers, origin)).toEqual(headers)
})
