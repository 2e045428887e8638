import type { HealthStatusCode } from '../sync-events.ts'

/** How one object does. */
export interface Health {
  status: HealthStatusCode
  message?: string
  /** The container whose last log lines explain it. */
  logsOf?: ContainerRun
}

export interface ContainerRun {
  namespace: string
  pod: string
  uid: string
  container: string
  restarts: number
  /** Whether the run that matters is the one before the current. */
  previous: boolean
}

/** From good to bad, as Argo CD weighs them. */
const order: readonly HealthStatusCode[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
]

/** Whether the first is worse than the second. */
export function isWorse(left: HealthStatusCode, right: HealthStatusCode): boolean {
  return order.indexOf(left) > order.indexOf(right)
}

export const healthy: Health = { status: 'Healthy' }

export function progressing(message: string): Health {
  return { status: 'Progressing', message }
}
