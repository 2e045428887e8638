import { request } from 'node:http'
import { sleep, systemClock } from '@gitops-example/kit/clock'

/** Where an app answers: the ingress router's port, and the host and path of its rule. */
export interface AppEndpoint {
  port: number
  host: string
  path: string
}

/**
 * Requests the app until `answered` says that the new version has answered, or `limitMs` is over. The first
 * requests may still reach the old version: both serve during a rollout.
 */
export async function requestUntil(
  endpoint: AppEndpoint,
  answered: () => boolean,
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = systemClock.now() + limitMs
  while (!answered() && systemClock.now() < deadline && !signal.aborted) {
    await get(endpoint, signal)
    if (!answered()) await sleep(systemClock, 10, signal).catch(() => {})
  }
}

function get({ port, host, path }: AppEndpoint, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, headers: { host }, agent: false, timeout: 5000, signal },
      (response) => {
        response.resume()
        response.once('close', resolve)
      },
    )
    outgoing.once('timeout', () => outgoing.destroy())
    outgoing.once('error', () => resolve())
    outgoing.end()
  })
}
