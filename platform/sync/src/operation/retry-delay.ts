import type { RetryPolicy } from '@gitops-example/applications/parse/application'

/** How long to wait before retry number `retry` (from 1), in milliseconds; undefined when there is none left. */
export function retryDelay({ limit, backoffMs, factor, maxBackoffMs }: RetryPolicy, retry: number) {
  if (limit >= 0 && retry > limit) return undefined
  return Math.min(backoffMs * factor ** (retry - 1), maxBackoffMs)
}
