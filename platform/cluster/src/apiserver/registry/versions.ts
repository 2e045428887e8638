import { badRequest, StatusError } from '../../machinery/status-error.ts'
import type { Api } from './api.ts'

/** The number behind a `resourceVersion`; absent and "0" are 0, which means any version. */
export function readVersion(text: string): number {
  if (text === '') return 0
  if (!/^\d{1,15}$/.test(text)) {
    throw badRequest(`resourceVersion: Invalid value: ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

/** Upstream waits three seconds for a version to come; here there is one store, so that it cannot. */
export function requireKnownVersion({ store }: Api, version: number): void {
  if (version <= store.version) return
  const message = `Too large resource version: ${version}, current: ${store.version}`
  throw new StatusError(504, 'Timeout', message, {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  })
}
