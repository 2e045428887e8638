import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ServiceConfig } from './service-config.ts'

/** What every service measures. Metrics of its own are registered at `registry`. */
export interface RequestMetrics {
  readonly registry: Registry
  requestStarted(): void
  /** Also for a request whose client went away. */
  requestEnded(): void
  /** Counts one answered request; `route` is the pattern, never the path, to bound the series. */
  observeRequest(method: string, route: string, statusCode: number, seconds: number): void
}

/** What a process knows of its own making; a `committedAt` that is not a time counts as unknown. */
export type Build = Pick<ServiceConfig, 'version' | 'committedAt'>

/** Upper bounds in seconds, for every histogram of latencies. */
export const latencyBuckets: number[] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function createRequestMetrics(build: Build): RequestMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  registerBuild(registry, build)

  const labelNames = ['method', 'route', 'status_code'] as const
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames,
    registers,
  })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames,
    buckets: latencyBuckets,
    registers,
  })
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests taken and not yet answered.',
    registers,
  })
  return {
    registry,
    requestStarted: () => inFlight.inc(),
    requestEnded: () => inFlight.dec(),
    observeRequest(method, route, statusCode, seconds) {
      const labels = [method, route, String(statusCode)]
      requests.labels(...labels).inc()
      durations.labels(...labels).observe(seconds)
    },
  }
}

function registerBuild(registry: Registry, { version, committedAt }: Build): void {
  const common = { labelNames: ['version'], registers: [registry] }
  new Gauge({ ...common, name: 'build_info', help: 'Always 1; the label names the version.' })
    .labels(version)
    .set(1)
  const commitTime = new Gauge({
    ...common,
    name: 'build_commit_timestamp_seconds',
    help: 'When the commit of this version was made, since the Unix epoch; absent when unknown.',
  })
  const seconds = Date.parse(committedAt) / 1000
  if (Number.isFinite(seconds)) commitTime.labels(version).set(seconds)
}
