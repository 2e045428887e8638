import {
  type Build,
  createRequestMetrics,
  latencyBuckets,
  type RequestMetrics,
} from '@guestbook/service-kit/metrics'
import { Histogram } from 'prom-client'
import { ApiError } from './api/guestbook-api.ts'
import type { Send } from './api/send.ts'

export interface Metrics extends RequestMetrics {
  /** Times every exchange with the API, each attempt by itself. */
  measured(send: Send): Send
}

export function createMetrics(build: Build): Metrics {
  const metrics = createRequestMetrics(build)
  const apiDurations = new Histogram({
    name: 'api_request_duration_seconds',
    help: 'Time of one exchange with the API; the status is an error code where no answer came.',
    labelNames: ['method', 'status'],
    buckets: latencyBuckets,
    registers: [metrics.registry],
  })
  return {
    ...metrics,
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
