import { expect, it } from 'vitest'
import type { JsonObject } from '../../machinery/json/json.ts'
import { TestObject } from '../patch/testing/test-objects.ts'
import { create } from './create.ts'

const ports = [{ port: 80 }]
const service = (spec: JsonObject) => ({ spec: { ports, ...spec } })

function refusalOf(spec: JsonObject, before?: JsonObject): string {
  const object = new TestObject('Service')
  if (before !== undefined) object.create(service(before), 'test')
  try {
    if (before === undefined) object.create(service(spec), 'test')
    else object.write((live) => Object.assign(live, service(spec)), 'test')
  } catch (error) {
    return String(error)
  }
  return ''
}

it('gives a Service an address that no other machine has', () => {
  const { spec } = new TestObject('Service').create(service({}), 'test')
  expect(spec).toMatchObject({ clusterIP: expect.stringMatching(/^127\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/) })
})

it('gives each Service an address of its own', () => {
  const { api, resource } = new TestObject('Service')
  const addresses = Array.from({ length: 50 }, (_, index) => {
    const object = { metadata: { name: `s${index}`, namespace: 'dev' }, ...service({}) }
    return create(api, resource, 'dev', object).spec
  })
  expect(new Set(addresses.map((spec) => JSON.stringify(spec))).size).toBe(50)
})

it.each([
  { name: 'the first that may be asked for', clusterIP: '127.96.0.1' },
  { name: 'the last', clusterIP: '127.111.255.254' },
  { name: 'none', clusterIP: 'None' },
])('keeps an address that a Service asks for: $name', ({ clusterIP }) => {
  const { spec } = new TestObject('Service').create(service({ clusterIP }), 'test')
  expect(spec).toMatchObject({ clusterIP, clusterIPs: [clusterIP] })
})

const outside = (address: string) =>
  `Service "web" is invalid: spec.clusterIPs: Invalid value: ["${address}"]: failed to allocate IP ${address}: the provided IP (${address}) is not in the valid range. The range of valid IPs is 127.96.0.0/12`

// The words of upstream, pkg/registry/core/service: alloc.go and ipallocator.
it.each([
  { name: 'of another network', clusterIP: '10.96.0.10', want: outside('10.96.0.10') },
  { name: 'of the loopback interface', clusterIP: '127.0.0.1', want: outside('127.0.0.1') },
  { name: 'that names the range', clusterIP: '127.96.0.0', want: outside('127.96.0.0') },
  { name: 'that is the last of the range', clusterIP: '127.111.255.255', want: outside('127.111.255.255') },
  {
    name: 'that is no address',
    clusterIP: 'web',
    want: 'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  },
])('refuses an address $name', ({ clusterIP, want }) => {
  expect(refusalOf({ clusterIP })).toContain(want)
})

it('refuses an address that another Service has', () => {
  const { api, resource } = new TestObject('Service')
  const named = (name: string) => ({
    metadata: { name, namespace: 'dev' },
    ...service({ clusterIP: '127.96.0.9' }),
  })
  create(api, resource, 'dev', named('first'))
  expect(() => create(api, resource, 'dev', named('second'))).toThrow(
    'Service "second" is invalid: spec.clusterIPs: Invalid value: ["127.96.0.9"]: failed to allocate IP 127.96.0.9: provided IP is already allocated',
  )
})

it('refuses to change an address', () => {
  expect(refusalOf({ clusterIP: '127.96.0.8' }, { clusterIP: '127.96.0.9' })).toContain(
    'may not change once set',
  )
})
