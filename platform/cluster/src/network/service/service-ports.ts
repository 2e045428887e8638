import { describeError } from '@gitops-example/kit/errors'
import type { Service, ServicePort } from 'kubernetes-types/core/v1.js'
import { hostPortsAnnotation, parseHostPorts } from '../../controllers/endpointslice/host-ports.ts'
import { createEventRecorder } from '../../controllers/events/recorder.ts'
import { objectKey } from '../../controllers/queue/object-key.ts'
import { createReconciler } from '../../controllers/queue/reconciler.ts'
import type { Live } from '../../objects.ts'
import type { PartContext } from '../../parts.ts'
import type { EndpointTable } from '../endpoints/endpoint-table.ts'
import type { FirstResponses } from '../first-responses.ts'
import { openServiceListener, type ServiceListener } from './service-listener.ts'
import { serviceNotes } from './service-notes.ts'
import { ServicePortBalancer } from './service-port-balancer.ts'
import { publishLoadBalancer } from './service-status.ts'

interface OpenPort {
  balancer: ServicePortBalancer
  /** Undefined while it is being opened. */
  listener?: ServiceListener
  closed: boolean
}

interface HostPorts {
  [servicePort: string]: number
}

/**
 * Keeps a port of 127.0.0.1 open for each TCP port of each Service, and writes which ones into the Service's
 * annotation `gitops.example/host-ports`: service port number to host port. A host port stays the same until its
 * service port is removed. Headless Services have none: their clients take the pods from the EndpointSlices.
 */
export function keepServicePorts(
  context: PartContext,
  endpoints: EndpointTable,
  responses: FirstResponses,
): Disposable {
  const { client, clock, log } = context
  const recorder = createEventRecorder({ client, clock, log, component: 'service-ports' })
  const services = new Map<string, Map<number, OpenPort>>()
  const reconciler = createReconciler('service-ports', context, reconcile)
  const watch = client.watch('services', ({ type, object }) => {
    reconciler.enqueue(object.metadata)
    if (type !== 'ADDED') return
    for (const { reason, message } of serviceNotes(object)) recorder.normal(object, reason, message)
  })

  function reconcile(namespace: string, name: string) {
    const service = client.get('services', namespace, name)
    const wanted = service === undefined ? [] : hostedPorts(service)
    const key = objectKey({ namespace, name })
    const open = services.get(key) ?? new Map<number, OpenPort>()
    for (const [number, port] of open) {
      if (wanted.some(({ port }) => port === number)) continue
      close(port)
      open.delete(number)
    }
    if (wanted.length === 0) services.delete(key)
    else services.set(key, open)
    if (service === undefined) return
    for (const port of wanted) {
      const known = open.get(port.port)
      if (known === undefined) open.set(port.port, openPort(service, port))
      else known.balancer.update(service, port)
    }
    const hostPorts = openedPorts(open)
    if (hostPorts === undefined) return
    publishLoadBalancer(client, annotate(service, hostPorts), Object.values(hostPorts))
  }

  function openPort(service: Live<Service>, port: ServicePort): OpenPort {
    const { namespace = '', name } = service.metadata
    const balancer = new ServicePortBalancer(endpoints, clock, service, port)
    const opened: OpenPort = { balancer, closed: false }
    const before = parseHostPorts(service.metadata.annotations?.[hostPortsAnnotation])?.get(port.port)
    openServiceListener({
      clock,
      name: `Service ${namespace}/${name} port ${port.port}`,
      wishes: [port.nodePort, before].filter((wish) => wish !== undefined),
      mayBeHttp: () => balancer.mayBeHttp,
      choose: (client, tried) => balancer.choose(client, tried),
      responded: responses.responded,
    }).then(
      (listener) => {
        if (opened.closed) return listener.stop()
        opened.listener = listener
        if (port.nodePort !== undefined && listener.port !== port.nodePort) {
          const message = `Node port ${port.nodePort} is taken on 127.0.0.1; port ${port.port} is served on ${listener.port} instead.`
          recorder.warning(service, 'NodePortTaken', message)
        }
        reconciler.enqueue(service.metadata)
      },
      (error) => log(`Cannot open a host port for Service ${namespace}/${name}: ${describeError(error)}`),
    )
    return opened
  }

  function annotate(service: Live<Service>, hostPorts: HostPorts): Live<Service> {
    const text = Object.keys(hostPorts).length === 0 ? undefined : JSON.stringify(hostPorts)
    const { [hostPortsAnnotation]: before, ...others } = service.metadata.annotations ?? {}
    if (before === text) return service
    const annotations = text === undefined ? others : { ...others, [hostPortsAnnotation]: text }
    return client.update('services', { ...service, metadata: { ...service.metadata, annotations } })
  }

  return {
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      reconciler[Symbol.dispose]()
      for (const open of services.values()) for (const port of open.values()) close(port)
      services.clear()
    },
  }
}

/** By service port number; undefined while one is still being opened. */
function openedPorts(open: ReadonlyMap<number, OpenPort>): HostPorts | undefined {
  const ports: HostPorts = {}
  for (const [number, { listener }] of open) {
    if (listener === undefined) return undefined
    ports[number] = listener.port
  }
  return ports
}

function close(port: OpenPort) {
  port.closed = true
  port.listener?.stop()
}

function hostedPorts({ spec }: Live<Service>): ServicePort[] {
  if (spec?.type === 'ExternalName' || spec?.clusterIP === 'None') return []
  return (spec?.ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP')
}
