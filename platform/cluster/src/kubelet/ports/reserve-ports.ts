import type { PodSpec } from '#kubernetes/core/v1'
import type { PortAllocator } from './port-allocator.ts'

/**
 * A port of this machine for each container port of a pod. `hostPort` and `hostNetwork` ask for a certain one; undefined
 * when such a port is not free.
 */
export async function reservePorts(
  allocator: PortAllocator,
  spec: Pick<PodSpec, 'containers' | 'initContainers' | 'hostNetwork'>,
): Promise<Map<number, number> | undefined> {
  const reserved = new Map<number, number>()
  const declared = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports = [] }) => ports)
  for (const { containerPort, hostPort } of declared) {
    if (reserved.has(containerPort)) continue
    const wanted = hostPort || (spec.hostNetwork ? containerPort : undefined)
    if (wanted === undefined) reserved.set(containerPort, await allocator.allocate())
    else if (await allocator.take(wanted)) reserved.set(containerPort, wanted)
    else {
      allocator.cancel(reserved.values())
      return undefined
    }
  }
  return reserved
}
