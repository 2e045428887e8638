import { expect, test } from 'vitest'
import { endToEndHeaders } from './end-to-end-headers.ts'

test.for<{ name: string; raw: string[]; want: string[]; alsoDrop?: string[] }>([
  {
    name: 'keeps order, case and repeated headers',
    raw: ['Host', 'a', 'Set-Cookie', '1', 'X-B', '2', 'Set-Cookie', '3'],
    want: ['Host', 'a', 'Set-Cookie', '1', 'X-B', '2', 'Set-Cookie', '3'],
  },
  {
    name: 'drops what is meant for the next hop',
    raw: [
      'Connection',
      'keep-alive',
      'Keep-Alive',
      'timeout=5',
      'TE',
      'trailers',
      'Transfer-Encoding',
      'chunked',
    ],
    want: [],
  },
  {
    name: 'drops what a connection header names',
    raw: ['connection', 'close, X-Hop', 'x-hop', '1', 'x-kept', '2'],
    want: ['x-kept', '2'],
  },
  {
    name: 'keeps the framing when a connection header names it',
    raw: ['Connection', 'Content-Length, Host', 'Content-Length', '3', 'Host', 'a'],
    want: ['Content-Length', '3', 'Host', 'a'],
  },
  {
    name: 'drops what it is asked to',
    raw: ['X-Real-IP', '6.6.6.6', 'A', 'b'],
    alsoDrop: ['x-real-ip'],
    want: ['A', 'b'],
  },
])('$name', ({ raw, want, alsoDrop }) => {
  expect(endToEndHeaders(raw, new Set(alsoDrop))).toEqual(want)
})
