import { expect, test } from 'vitest'
import type { EndpointConditions } from '#kubernetes/discovery/v1'
import { sliceEndpoints, usableEndpoints } from './slice-endpoints.ts'

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

test.for<{ name: string; conditions: (EndpointConditions | undefined)[]; want: number[] }>([
  { name: 'ready ones alone', conditions: [ready, starting, draining, ready], want: [0, 3] },
  { name: 'draining ones while none is ready', conditions: [starting, draining, ending], want: [1] },
  { name: 'nobody while all are starting', conditions: [starting, ending], want: [] },
  { name: 'one without conditions', conditions: [undefined, {}], want: [0, 1] },
])('new connections go to $name', ({ conditions, want }) => {
  const usable = usableEndpoints(sliceEndpoints(slice(...conditions)))
  expect(usable.map(({ address }) => Number(address.at(-1)))).toEqual(want)
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
