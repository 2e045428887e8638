import type { KubeObject } from '../../machinery/objects.ts'
import type { Resource } from '../../machinery/resource.ts'
import { eventView } from './views/event.ts'
import { horizontalPodAutoscalerView } from './views/horizontal-pod-autoscaler.ts'

/** Another version of a resource, which differs in more than its name: objects are stored as the hub has them. */
export interface View {
  hub: { group: string; version: string }
  toHub(object: KubeObject): KubeObject
  fromHub(object: KubeObject): KubeObject
}

/** Versions that clients still ask for besides the stored one. */
export function builtInViews(hubs: readonly Resource[]): Resource[] {
  return [
    {
      group: 'autoscaling',
      version: 'v1',
      resource: 'horizontalpodautoscalers',
      view: horizontalPodAutoscalerView,
    },
    { group: 'events.k8s.io', version: 'v1', resource: 'events', view: eventView },
  ].flatMap(({ view, ...names }) => {
    const hub = hubs.find(
      ({ group, version, resource }) =>
        group === view.hub.group && version === view.hub.version && resource === names.resource,
    )
    return hub === undefined ? [] : [{ ...hub, ...names, view }]
  })
}
