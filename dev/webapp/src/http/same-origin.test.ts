import { expect, test } from 'vitest'
import { isSameOrigin } from './same-origin.ts'

const host = 'guestbook.example:8080'

test.each([
  { name: 'an own form', headers: { 'sec-fetch-site': 'same-origin' }, want: true },
  { name: 'a reload by the visitor', headers: { 'sec-fetch-site': 'none' }, want: true },
  { name: 'a form of another site', headers: { 'sec-fetch-site': 'cross-site' }, want: false },
  { name: 'a form of a sister domain', headers: { 'sec-fetch-site': 'same-site' }, want: false },
  {
    name: 'another site whatever its Origin says',
    headers: { 'sec-fetch-site': 'cross-site', origin: `http://${host}` },
    want: false,
  },
  { name: 'an own form on plain http', headers: { origin: `http://${host}` }, want: true },
  { name: 'an own form behind TLS', headers: { origin: `https://${host}` }, want: true },
  { name: 'another host on plain http', headers: { origin: 'http://evil.example' }, want: false },
  { name: 'another port', headers: { origin: 'http://guestbook.example:81' }, want: false },
  { name: 'a sandboxed page', headers: { origin: 'null' }, want: false },
  { name: 'a program without a browser', headers: {}, want: true },
])('$name: $want', ({ headers, want }) => {
  expect(isSameOrigin({ host, ...headers })).toBe(want)
})

test('a request without Host has no origin to share', () => {
  expect(isSameOrigin({ origin: 'http://guestbook.example' })).toBe(false)
})
