import { refText } from '@gitops-example/kube-client/kube-object'
import type { Comparison } from '../compare/comparer.ts'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { type Health, isWorse } from '../health/health.ts'
import { healthOf } from '../health/health-of.ts'
import type { LogTails } from '../health/log-tails.ts'
import type { Live } from '../live/live-objects.ts'

export interface ComparedResource {
  desired: DesiredResource
  comparison: Comparison
}

export interface AssessedHealth {
  application: Health
  /** By desired resource; kinds without health are absent. */
  resources: Map<DesiredResource, Health>
}

/** The health of each resource, and of the Application: that of the worst, with its reason. */
export async function assessHealth(
  compared: readonly ComparedResource[],
  live: Live,
  logs: LogTails,
): Promise<AssessedHealth> {
  const resources = new Map<DesiredResource, Health>()
  let application: Health = { status: 'Healthy' }
  for (const { desired } of compared) {
    if (desired.hook !== undefined) continue
    const object = live.get(desired.ref)
    const found: Health | undefined = object === undefined ? { status: 'Missing' } : healthOf(object, live)
    if (found === undefined) continue
    const health = await logs.explain(found)
    resources.set(desired, health)
    if (desired.options.ignoreHealth || !isWorse(health.status, application.status)) continue
    const message = health.message && `${refText(desired.ref)}: ${health.message}`
    application = message ? { status: health.status, message } : { status: health.status }
  }
  return { application, resources }
}
