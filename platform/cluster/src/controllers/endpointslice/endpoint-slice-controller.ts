import type { Service } from '#kubernetes/core/v1'
import { createReconciler } from '../../client/queue/reconciler.ts'
import type { Live } from '../../machinery/objects.ts'
import { isEmptySelector, matchesSelector } from '../../machinery/selectors/typed-selector.ts'
import { serviceNameLabel } from '../../machinery/service-name-label.ts'
import type { ControllerContext } from '../context.ts'
import { managedBy, managedByLabel, planSlices } from './plan-slices.ts'

/** Publishes where the pods of each Service with a selector listen. */
export function startEndpointSliceController(context: ControllerContext): Disposable {
  const { client, recorder } = context
  const reconciler = createReconciler('endpointslice-controller', context, reconcile)
  const resources = new DisposableStack()
  resources.use(reconciler)
  resources.use(client.watch('services', ({ object }) => reconciler.enqueue(object.metadata)))
  resources.use(
    client.watch('pods', (event) => {
      const { namespace = '', labels } = event.object.metadata
      const oldLabels = event.type === 'MODIFIED' ? event.old.metadata.labels : undefined
      for (const service of client.list('services', { namespace })) {
        if (selects(service, labels) || selects(service, oldLabels)) reconciler.enqueue(service.metadata)
      }
    }),
  )
  // A slice that somebody else changed or deleted is put right.
  resources.use(
    client.watch('endpointslices', (event) => {
      const { namespace = '', labels } = event.object.metadata
      const name = labels?.[serviceNameLabel]
      if (labels?.[managedByLabel] === managedBy && name) reconciler.enqueue({ namespace, name })
    }),
  )
  return resources

  function reconcile(namespace: string, name: string) {
    const service = client.get('services', namespace, name)
    if (service !== undefined && !hasSelector(service)) return
    const existing = client.list('endpointslices', {
      namespace,
      labels: { matchLabels: { [serviceNameLabel]: name, [managedByLabel]: managedBy } },
    })
    if (service === undefined || service.metadata.deletionTimestamp !== undefined) {
      for (const slice of existing) client.delete('endpointslices', namespace, slice.metadata.name)
      return
    }
    const pods = client.list('pods', { namespace, labels: { matchLabels: service.spec?.selector ?? {} } })
    const plan = planSlices(service, pods, existing)
    for (const slice of plan.create) client.create('endpointslices', slice)
    for (const slice of plan.update) client.update('endpointslices', slice)
    for (const slice of plan.delete) client.delete('endpointslices', namespace, slice.metadata.name)
    for (const { pod, port } of plan.unresolved) {
      const target = port.targetPort ?? port.port
      recorder.warning(
        service,
        'PortNotDeclared',
        `Port ${port.name || port.port} leads to container port ${target}, which pod ${pod} does not declare. Add it to the container's ports.`,
      )
    }
  }
}

function hasSelector(service: Live<Service>): boolean {
  return (
    service.spec?.type !== 'ExternalName' && !isEmptySelector({ matchLabels: service.spec?.selector ?? {} })
  )
}

function selects(service: Live<Service>, labels: { [name: string]: string } | undefined): boolean {
  return hasSelector(service) && matchesSelector({ matchLabels: service.spec?.selector ?? {} }, labels)
}
