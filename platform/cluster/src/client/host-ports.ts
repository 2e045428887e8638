/** Where the node writes which host port each container port of a pod has: `{"8080":41234}`. */
export const hostPortsAnnotation = 'gitops.example/host-ports'

/** Container port to host port; undefined while the node has not written any, or something that is not a port map. */
export function parseHostPorts(annotation: string | undefined): Map<number, number> | undefined {
  if (annotation === undefined) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(annotation)
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const ports = new Map<number, number>()
  for (const [containerPort, hostPort] of Object.entries(parsed)) {
    if (typeof hostPort === 'number') ports.set(Number(containerPort), hostPort)
  }
  return ports
}
