import type { Service, ServicePort } from '#kubernetes/core/v1'
import { createEventRecorder } from '../../../client/event-recorder.ts'
import { hostPortsAnnotation } from '../../../client/host-ports.ts'
import type { PartContext } from '../../../client/parts.ts'
import { objectKey } from '../../../client/queue/object-key.ts'
import { createReconciler } from '../../../client/queue/reconciler.ts'
import type { Live } from '../../../machinery/objects.ts'
import type { FromDataPath } from '../../protocol.ts'
import type { Post } from '../data-path-thread.ts'
import { HostPort } from './host-port.ts'
import { serviceNotes } from './service-notes.ts'
import { publishLoadBalancer } from './service-status.ts'

/** By the number of the Service's port. */
type HostPorts = Map<number, HostPort>
type Settled = Extract<FromDataPath, { type: 'port-open' | 'port-refused' }>

export interface ServicePorts extends Disposable {
  /** Takes what came of a port that was asked for. */
  settle(outcome: Settled): void
  /** Asks a data path that is new for all ports. */
  openAgain(): void
}

/**
 * Keeps a port of 127.0.0.1 open for each TCP port of each Service, and writes which ones into the Service's
 * annotation `gitops.example/host-ports`: service port number to host port. A host port stays the same until its
 * service port is removed. Headless Services have none: their clients take the pods from the EndpointSlices.
 */
export function keepServicePorts(context: PartContext, post: Post): ServicePorts {
  const { client, clock, log } = context
  const recorder = createEventRecorder({ client, clock, log, component: 'service-ports' })
  const services = new Map<string, HostPorts>()
  const byId = new Map<number, HostPort>()
  let lastId = 0
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
    const open = services.get(key) ?? new Map<number, HostPort>()
    for (const number of open.keys()) {
      if (!wanted.some(({ port }) => port === number)) close(open, number)
    }
    if (wanted.length === 0) services.delete(key)
    else services.set(key, open)
    if (service === undefined) return
    for (const port of wanted) {
      const known = open.get(port.port)
      // Only a new one can have another node port.
      if (known !== undefined && known.nodePort !== port.nodePort) close(open, port.port)
      if (known?.error !== undefined) {
        close(open, port.port)
        throw known.error
      }
      if (!open.has(port.port)) open.set(port.port, openPort(service, port))
    }
    const numbers = [...open].map(([port, { number }]) => [port, number] as const)
    if (numbers.some(([, number]) => number === undefined)) return
    const annotated = annotate(service, Object.fromEntries(numbers))
    publishLoadBalancer(
      client,
      annotated,
      numbers.flatMap(([, number]) => number ?? []),
    )
  }

  function openPort(service: Live<Service>, port: ServicePort): HostPort {
    const hostPort = new HostPort(++lastId, service, port, post)
    byId.set(hostPort.id, hostPort)
    hostPort.open()
    return hostPort
  }

  function close(open: HostPorts, number: number) {
    const hostPort = open.get(number)
    if (hostPort === undefined) return
    hostPort.close()
    byId.delete(hostPort.id)
    open.delete(number)
  }

  function annotate(service: Live<Service>, hostPorts: object): Live<Service> {
    const text = Object.keys(hostPorts).length === 0 ? undefined : JSON.stringify(hostPorts)
    const { [hostPortsAnnotation]: before, ...others } = service.metadata.annotations ?? {}
    if (before === text) return service
    const annotations = text === undefined ? others : { ...others, [hostPortsAnnotation]: text }
    return client.update('services', { ...service, metadata: { ...service.metadata, annotations } })
  }

  return {
    settle(outcome) {
      const hostPort = byId.get(outcome.id)
      if (hostPort === undefined) return
      if (outcome.type === 'port-refused') hostPort.refused(outcome.reason)
      else hostPort.opened(outcome.port)
      const { nodePort, number, port, service } = hostPort
      reconciler.enqueue(service.metadata)
      if (nodePort === undefined || number === undefined || number === nodePort) return
      const message = `Node port ${nodePort} is taken on 127.0.0.1; port ${port} is served on ${number} instead.`
      recorder.warning(service, 'NodePortTaken', message)
    },
    openAgain() {
      for (const hostPort of byId.values()) hostPort.open()
    },
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      reconciler[Symbol.dispose]()
    },
  }
}

function hostedPorts({ spec }: Live<Service>): ServicePort[] {
  if (spec?.type === 'ExternalName' || spec?.clusterIP === 'None') return []
  return (spec?.ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP')
}
