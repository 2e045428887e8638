import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { PoolUse } from './database/connect.ts'

export interface Metrics {
  readonly registry: Registry
  requestStarted(): void
  /** Also for a request whose client went away. */
  requestEnded(): void
  /** Counts one answered request; `route` is the pattern, never the path, to bound the series. */
  observeRequest(method: string, route: string, statusCode: number, seconds: number): void
}

/** What a process knows of its own making. */
export interface Build {
  readonly version: string
  /** As ISO 8601; whatever is no time counts as unknown. */
  readonly committedAt: string
}

const latencyBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function createMetrics({ version, committedAt }: Build, pool: PoolUse): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'build_info',
    help: 'Always 1; the label tells the version.',
    labelNames: ['version'],
    registers,
  })
    .labels(version)
    .set(1)
  const commitTime = new Gauge({
    name: 'build_commit_timestamp_seconds',
    help: 'When the commit of this version was made, since the Unix epoch; absent when unknown.',
    labelNames: ['version'],
    registers,
  })
  const committedSeconds = Date.parse(committedAt) / 1000
  if (Number.isFinite(committedSeconds)) commitTime.labels(version).set(committedSeconds)

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
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections to the database by what they do.',
    labelNames: ['state'],
    registers,
    collect() {
      this.labels('idle').set(pool.idle)
      this.labels('active').set(pool.total - pool.idle)
    },
  })
  new Gauge({
    name: 'db_pool_waiting',
    help: 'Statements that wait for a connection.',
    registers,
    collect() {
      this.set(pool.waiting)
    },
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
