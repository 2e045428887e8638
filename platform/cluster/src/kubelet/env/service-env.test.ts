import { expect, it } from 'vitest'
import type { Service } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'
import { awaitsHostPorts, serviceEnv } from './service-env.ts'

function service(spec: Service['spec'], hostPorts?: string): Live<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'api',
      namespace: 'dev',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...(hostPorts === undefined ? {} : { annotations: { 'gitops.example/host-ports': hostPorts } }),
    },
    ...(spec === undefined ? {} : { spec }),
  }
}
const selector = { app: 'api' }
const ports = [{ port: 80 }]

it.each([
  { title: 'has no port yet', spec: { selector, ports }, want: true },
  { title: 'has its port', spec: { selector, ports }, hostPorts: '{"80":1}', want: false },
  { title: 'is headless', spec: { selector, ports, clusterIP: 'None' }, want: false },
  { title: 'is a name only', spec: { ports, type: 'ExternalName' }, want: false },
  { title: 'has no selector', spec: { ports }, want: false },
  { title: 'has no TCP port', spec: { selector, ports: [{ port: 53, protocol: 'UDP' }] }, want: false },
])('a Service that $title is waited for: $want', ({ spec, hostPorts, want }) => {
  expect(awaitsHostPorts(service(spec, hostPorts))).toBe(want)
})

it('gives no variables for a Service without a port of this machine', () => {
  expect(serviceEnv([service({ selector, ports })])).toEqual({})
})

it('takes the first port that has one for the plain variables', () => {
  const spec = {
    selector,
    ports: [
      { name: 'metrics', port: 9000 },
      { name: 'http', port: 80 },
    ],
  }
  expect(serviceEnv([service(spec, '{"80":41000}')])).toMatchObject({
    API_SERVICE_HOST: '127.0.0.1',
    API_SERVICE_PORT: '41000',
    API_SERVICE_PORT_HTTP: '41000',
  })
})
