import type { Service } from '#kubernetes/core/v1'
import { hostPortsAnnotation, parseHostPorts } from '../../client/host-ports.ts'
import type { Live } from '../../machinery/objects.ts'
import { podAddress } from '../pod-address.ts'

/**
 * The variables by which a pod finds the Services of its namespace (Kubernetes: Service, "Environment variables"). The
 * port is the one of this machine that leads to the Service; Services that have none yet are left out.
 */
export function serviceEnv(services: readonly Live<Service>[]): Record<string, string> {
  const env: Record<string, string> = {}
  for (const service of services) {
    const hostPorts = parseHostPorts(service.metadata.annotations?.[hostPortsAnnotation])
    const ports = (service.spec?.ports ?? []).flatMap((port) => {
      const hostPort = hostPorts?.get(port.port)
      return hostPort === undefined ? [] : [{ ...port, hostPort }]
    })
    const [first] = ports
    if (first === undefined) continue
    const prefix = service.metadata.name.toUpperCase().replaceAll('-', '_')
    env[`${prefix}_SERVICE_HOST`] = podAddress
    env[`${prefix}_SERVICE_PORT`] = String(first.hostPort)
    env[`${prefix}_PORT`] = `${protocolOf(first)}://${podAddress}:${first.hostPort}`
    for (const port of ports) {
      if (port.name) {
        env[`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replaceAll('-', '_')}`] = String(port.hostPort)
      }
      const link = `${prefix}_PORT_${port.port}_${protocolOf(port).toUpperCase()}`
      env[link] = `${protocolOf(port)}://${podAddress}:${port.hostPort}`
      env[`${link}_PROTO`] = protocolOf(port)
      env[`${link}_PORT`] = String(port.hostPort)
      env[`${link}_ADDR`] = podAddress
    }
  }
  return env
}

/** Whether a Service is one that gets ports of this machine, and has not got them yet. */
export function awaitsHostPorts({ metadata, spec }: Live<Service>): boolean {
  const hasPorts = spec?.ports?.some((port) => protocolOf(port) === 'tcp') ?? false
  const isReachable =
    spec?.type !== 'ExternalName' && spec?.clusterIP !== 'None' && spec?.selector !== undefined
  return hasPorts && isReachable && parseHostPorts(metadata.annotations?.[hostPortsAnnotation]) === undefined
}

function protocolOf({ protocol = 'TCP' }: { protocol?: string }): string {
  return protocol.toLowerCase()
}
