import type { ClusterEvents } from '@gitops-example/cluster/client/cluster-events'
import type { Events } from '@gitops-example/kit/events'
import { imageApp } from '../run/image-app.ts'
import type { RunTracker } from '../run/run-tracker.ts'
import type { AppEndpoints } from './app-endpoints.ts'
import { requestUntil } from './first-request.ts'

/** How long a new version may take from ready to its first response through the ingress. */
const limitMs = 10_000

/**
 * Reports ready pods to the tracker, and sends the first request to a new version itself: a commit is live when a
 * client has had an answer from it, not when a condition says so.
 */
export function followRollouts(
  cluster: Events<ClusterEvents>,
  tracker: RunTracker,
  endpoints: AppEndpoints,
  signal: AbortSignal,
): Disposable {
  const stack = new DisposableStack()
  const answered = new Set<string>()
  const ready = cluster.on('pod.ready', ({ pod, images, at }) => {
    if (!tracker.podReady(images, at)) return
    for (const image of images) {
      const endpoint = endpoints.of(imageApp(image))
      if (endpoint === undefined) continue
      const request = requestUntil(endpoint, () => answered.has(pod), limitMs, signal)
      request.finally(() => answered.delete(pod)).catch(() => {})
    }
  })
  const response = cluster.on('pod.first-response', ({ pod, images, at }) => {
    if (tracker.podResponded(images, at)) answered.add(pod)
  })
  stack.use(ready)
  stack.use(response)
  return stack
}
