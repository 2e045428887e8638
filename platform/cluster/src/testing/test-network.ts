import { systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import type { ServiceSpec } from '#kubernetes/core/v1'
import type { EndpointConditions } from '#kubernetes/discovery/v1'
import type { HTTPIngressPath, IngressSpec } from '#kubernetes/networking/v1'
import type { ClusterEvents } from '../client/cluster-events.ts'
import { startProxy } from '../proxy/start-proxy.ts'
import { createInMemoryCluster } from './in-memory-cluster.ts'

export interface TestEndpoint {
  port: number
  pod?: string
  conditions?: EndpointConditions
}

/** The API without HTTP, with the network that leads to whatever a test serves; namespace `dev` is there. */
export async function startTestNetwork({ preferredIngressPort = 0 } = {}) {
  const { client, allObjects } = createInMemoryCluster(systemClock, ['dev'])
  const events = new Events<ClusterEvents>()
  const lines: string[] = []
  const context = { client, clock: systemClock, events, log: (line: string) => lines.push(line) }
  const network = await startProxy(context, { preferredIngressPort })
  return {
    client,
    context,
    allObjects,
    events,
    lines,
    network,
    /** A Service without a selector: a test says where it leads. */
    createService(name: string, spec: Partial<ServiceSpec> = {}) {
      client.create('services', {
        metadata: { name, namespace: 'dev' },
        spec: { ports: [{ name: 'http', port: 80 }], ...spec },
      })
    },
    /** Replaces where a Service leads; one slice per endpoint, as the controller makes them. */
    setEndpoints(service: string, endpoints: readonly TestEndpoint[], portName = 'http') {
      const names = endpoints.map(({ port }) => `${service}-${port}`)
      for (const [index, { port, pod, conditions = {} }] of endpoints.entries()) {
        const name = names[index] ?? ''
        const slice = {
          metadata: { name, namespace: 'dev', labels: { 'kubernetes.io/service-name': service } },
          addressType: 'IPv4',
          endpoints: [
            {
              addresses: ['127.0.0.1'],
              conditions,
              ...(pod === undefined ? {} : { targetRef: referenceTo(pod) }),
            },
          ],
          ports: [{ name: portName, port, protocol: 'TCP' }],
        }
        const live = client.get('endpointslices', 'dev', name)
        if (live === undefined) client.create('endpointslices', slice)
        else client.update('endpointslices', { ...live, endpoints: slice.endpoints })
      }
      for (const { metadata } of client.list('endpointslices', {
        labels: { matchLabels: { 'kubernetes.io/service-name': service } },
      })) {
        if (!names.includes(metadata.name)) client.delete('endpointslices', 'dev', metadata.name)
      }
    },
    createPod(name: string, image: string) {
      client.create('pods', {
        metadata: { name, namespace: 'dev' },
        spec: { containers: [{ name: 'main', image }] },
      })
    },
    createIngress(name: string, spec: IngressSpec, annotations: { [name: string]: string } = {}) {
      client.create('ingresses', {
        metadata: { name, namespace: 'dev', annotations },
        spec: { ingressClassName: 'nginx', ...spec },
      })
    },
    /** Resolves when requests go by what was written until now. */
    settled: () => network.settled(),
    /** In alphabetical order: events of one moment have no other. */
    eventLines: () =>
      client
        .list('events')
        .map(({ reason, message }) => `${reason}: ${message}`)
        .sort(),
    /** The host port of a Service's port, once the network has written it. */
    hostPort(service: string, port = 80): Promise<number> {
      const found = Promise.withResolvers<number>()
      const watch = client.watch('services', ({ object }) => {
        const text = object.metadata.annotations?.['gitops.example/host-ports']
        if (object.metadata.name !== service || text === undefined) return
        const ports: { [port: string]: number } = JSON.parse(text)
        const hostPort = ports[port]
        if (hostPort !== undefined) found.resolve(hostPort)
      })
      return found.promise.finally(() => watch[Symbol.dispose]())
    },
    async [Symbol.asyncDispose]() {
      await network.stop()
    },
  }

  function referenceTo(pod: string) {
    const uid = client.get('pods', 'dev', pod)?.metadata.uid ?? ''
    return { kind: 'Pod', namespace: 'dev', name: pod, uid }
  }
}

export type TestNetwork = Awaited<ReturnType<typeof startTestNetwork>>

/** An Ingress path that leads to port 80 of a Service. */
export function pathTo(service: string, path = '/', pathType = 'Prefix'): HTTPIngressPath {
  return { path, pathType, backend: { service: { name: service, port: { number: 80 } } } }
}
