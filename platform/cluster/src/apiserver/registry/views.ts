import type { Resource } from '../../machinery/resource.ts'
import { eventView } from './views/event.ts'
import { horizontalPodAutoscalerView } from './views/horizontal-pod-autoscaler.ts'

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
