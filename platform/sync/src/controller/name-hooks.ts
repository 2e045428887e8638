import { textField } from '@gitops-example/kit/json/fields'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { withTracking } from '../live/tracking.ts'

/** Gives hooks with `generateName` the name of this run, as Argo CD does: by revision, phase and time. */
export function nameHooks(
  desired: readonly DesiredResource[],
  instance: string,
  revision: string,
  startedAt: number,
): DesiredResource[] {
  return desired.map((resource) => {
    const prefix = textField(resource.object.metadata, 'generateName')
    if (resource.hook === undefined || resource.ref.name !== '' || prefix === undefined) return resource
    const phase = (resource.hook.phases[0] ?? '').toLowerCase()
    const name = `${prefix}${revision.slice(0, 7)}-${phase}-${Math.floor(startedAt / 1000)}`
    const ref = { ...resource.ref, name }
    const { generateName: _prefix, ...metadata } = { generateName: prefix, ...resource.object.metadata }
    const object = withTracking({ ...resource.object, metadata: { ...metadata, name } }, instance, ref)
    return { ...resource, ref, object }
  })
}
