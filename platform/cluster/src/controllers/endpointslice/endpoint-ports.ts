import type { Pod, ServicePort } from '#kubernetes/core/v1'
import type { EndpointPort } from '#kubernetes/discovery/v1'
import { hostPortsAnnotation, parseHostPorts } from '../../client/host-ports.ts'

interface ResolvedPorts {
  ports: EndpointPort[]
  /** Service ports that lead to no declared container port of the pod. */
  unresolved: ServicePort[]
}

/**
 * The ports under which a pod serves the Service's ports. They are host ports: pods are processes of this machine, so
 * that is where any client of `addresses` and `ports` can connect. Undefined until the node has placed the pod.
 */
export function resolvePorts(
  pod: Pick<Pod, 'metadata' | 'spec'>,
  servicePorts: readonly ServicePort[],
): ResolvedPorts | undefined {
  const hostPorts = parseHostPorts(pod.metadata?.annotations?.[hostPortsAnnotation])
  if (hostPorts === undefined) return undefined
  const ports: EndpointPort[] = []
  const unresolved: ServicePort[] = []
  for (const servicePort of servicePorts) {
    const containerPort = findContainerPort(pod, servicePort)
    const port = containerPort === undefined ? undefined : hostPorts.get(containerPort)
    if (port === undefined) {
      unresolved.push(servicePort)
      continue
    }
    ports.push({
      name: servicePort.name ?? '',
      protocol: servicePort.protocol ?? 'TCP',
      port,
      ...(servicePort.appProtocol === undefined ? {} : { appProtocol: servicePort.appProtocol }),
    })
  }
  return { ports, unresolved }
}

function findContainerPort(pod: Pick<Pod, 'spec'>, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port
  if (typeof target === 'number') return target
  const protocol = servicePort.protocol ?? 'TCP'
  // Sidecars are init containers that keep running, and may serve too.
  for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]) {
    for (const port of container.ports ?? []) {
      if (port.name === target && (port.protocol ?? 'TCP') === protocol) return port.containerPort
    }
  }
  return undefined
}
