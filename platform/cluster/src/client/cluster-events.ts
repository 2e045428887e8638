/** What the embedded cluster reports to whoever started it; times are `Clock.now()` milliseconds. */
export type ClusterEvents = {
  'pod.started': { namespace: string; pod: string; images: string[]; at: number }
  'pod.ready': { namespace: string; pod: string; images: string[]; at: number }
  'pod.failed': { namespace: string; pod: string; reason: string; lastLines: string[]; at: number }
  /** The first response that a service port or the ingress router passed on from this pod. */
  'pod.first-response': { namespace: string; pod: string; images: string[]; status?: number; at: number }
  /** What carries the traffic of Services and Ingresses has ended; it starts again by itself, on the same ports. */
  'network.failed': { reason: string; at: number }
  /** Traffic is carried again. */
  'network.restored': { at: number }
}
