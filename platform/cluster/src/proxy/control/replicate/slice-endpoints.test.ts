import { expect, test } from 'vitest'
import type { EndpointConditions } from '#kubernetes/discovery/v1'
import { sliceEndpoints } from './slice-endpoints.ts'

const ready = { ready: true, serving: true, terminating: false }
const starting = { ready: false, serving: false, terminating: false }
const draining = { ready: false, serving: true, terminating: true }
const ending = { ready: false, serving: false, terminating: true }

/** One endpoint per set of conditions, distinguished by address. */
function slice(...conditions: (EndpointConditions | undefined)[]) {
  return {
    addressType: 'IPv4',
    endpoints: conditions.map((each, index) => ({
      addresses: [`10.0.0.${index}`],
      ...(each === undefined ? {} : { conditions: each }),
    })),
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  }
}

test.for<{ name: string; conditions: EndpointConditions | undefined; want: [boolean, boolean] }>([
  { name: 'ready', conditions: ready, want: [true, false] },
  { name: 'starting', conditions: starting, want: [false, false] },
  { name: 'draining', conditions: draining, want: [false, true] },
  { name: 'ending', conditions: ending, want: [false, false] },
  { name: 'without conditions', conditions: undefined, want: [true, false] },
  { name: 'with conditions left open', conditions: {}, want: [true, false] },
])('one that is $name is ready and draining: $want', ({ conditions, want }) => {
  expect(sliceEndpoints(slice(conditions)).map((each) => [each.ready, each.draining])).toEqual([want])
})

test('leaves out other protocols than TCP, and names instead of addresses', () => {
  const udp = { ...slice(ready), ports: [{ name: 'dns', port: 53, protocol: 'UDP' }] }
  expect(sliceEndpoints(udp)).toEqual([])
  expect(sliceEndpoints({ ...slice(ready), addressType: 'FQDN' })).toEqual([])
})

test('knows the same port of the same pod again, and a new pod on an old port as another', () => {
  const withPod = (uid: string) => ({
    ...slice(),
    endpoints: [{ addresses: ['127.0.0.1'], targetRef: { kind: 'Pod', namespace: 'dev', name: 'a', uid } }],
  })
  const keys = ['1', '1', '2'].map((uid) => sliceEndpoints(withPod(uid))[0]?.key)
  expect(keys[0]).toBe(keys[1])
  expect(keys[0]).not.toBe(keys[2])
})
