import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { ApiError } from './api/guestbook-api.ts'
import type { Send } from './api/send.ts'

export interface Metrics {
  readonly registry: Registry
  /** Counts one answered request; `route` is the pattern, never the path, to bound the series. */
  observeRequest(method: string, route: string, statusCode: number, seconds: number): void
  /** Times every exchange with the API, each attempt by itself. */
  measured(send: Send): Send
}

/** What a process knows of its own making. */
export interface Build {
  readonly version: string
  /** As ISO 8601; whatever is no time counts as unknown. */
  readonly committedAt: string
}

const latencyBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function createMetrics({ version, committedAt }: Build): Metrics {
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
  const apiDurations = new Histogram({
    name: 'api_request_duration_seconds',
    help: 'Time of one exchange with the API; the status is an error code where no answer came.',
    labelNames: ['method', 'status'],
    buckets: latencyBuckets,
    registers,
  })

  return {
    registry,
    observeRequest(method, route, statusCode, seconds) {
      const labels = [method, route, String(statusCode)]
      requests.labels(...labels).inc()
      durations.labels(...labels).observe(seconds)
    },
    measured(send) {
      return async (request, signal) => {
        const end = apiDurations.startTimer({ method: request.method })
        try {
          const answer = await send(request, signal)
          end({ status: String(answer.status) })
          return answer
        } catch (error) {
          end({ status: error instanceof ApiError ? error.code : 'error' })
          throw error
        }
      }
    },
  }
}
