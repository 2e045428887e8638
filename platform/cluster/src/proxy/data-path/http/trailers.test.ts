import { expect, test } from 'vitest'
import { acceptsTrailers, trailerPairs } from './trailers.ts'

test.for([
  { te: undefined, want: false },
  { te: 'gzip', want: false },
  { te: 'trailers', want: true },
  { te: 'gzip;q=0.5, Trailers', want: true },
])('RFC 9110, 10.1.4: with TE $te trailers are passed on: $want', ({ te, want }) => {
  expect(acceptsTrailers({ headers: te === undefined ? {} : { te } })).toBe(want)
})

test('RFC 9110, 6.5.1: a trailer that frames a message is dropped', () => {
  expect(trailerPairs(['Grpc-Status', '0', 'Content-Length', '3', 'X', 'y'])).toEqual([
    ['Grpc-Status', '0'],
    ['X', 'y'],
  ])
})
