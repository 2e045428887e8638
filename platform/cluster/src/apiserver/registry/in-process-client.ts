import type { ClusterClient, WatchEvent } from '../../client/cluster-client.ts'
import { asObject } from '../../machinery/json/json.ts'
import type { BuiltIn, Live, StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { matchesLabelSelector } from '../../machinery/selectors/label-selector.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { Api, Target } from './api.ts'
import { create } from './create.ts'
import { deleteObject } from './delete.ts'
import { notifyLater } from './notify-later.ts'
import { update } from './update.ts'

/** The API without the HTTP in between, for controllers and the node. */
export function createClusterClient(api: Api): ClusterClient {
  const { store } = api
  const byPlural = new Map(
    api.resources.all().map((resource): [string, Resource] => [resource.resource, resource]),
  )
  const resourceOf = (plural: keyof BuiltIn): Resource => {
    const resource = byPlural.get(plural)
    if (resource === undefined) throw new StatusError(500, 'InternalError', `No resource ${plural} is served`)
    return resource
  }
  const targetOf = (plural: keyof BuiltIn, object: Live<unknown>): Target => ({
    resource: resourceOf(plural),
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
  })

  return {
    get: <R extends keyof BuiltIn>(plural: R, namespace: string, name: string) =>
      typed<R>(store.get(storageName(resourceOf(plural)), namespace, name)),

    list<R extends keyof BuiltIn>(plural: R, filter: Parameters<ClusterClient['list']>[1] = {}) {
      const { namespace, labels } = filter
      const all = store.list(storageName(resourceOf(plural)), namespace)
      const picked = labels
        ? all.filter(({ metadata }) => matchesLabelSelector(labels, metadata.labels))
        : all
      return picked.map((object) => typed<R>(object))
    },

    create<R extends keyof BuiltIn>(plural: R, object: BuiltIn[R]) {
      const resource = resourceOf(plural)
      const namespace = resource.namespaced ? (object.metadata?.namespace ?? 'default') : ''
      return typed<R>(create(api, resource, namespace, asObject(object)))
    },

    update: <R extends keyof BuiltIn>(plural: R, object: Live<BuiltIn[R]>) =>
      typed<R>(
        update(api, targetOf(plural, object), asObject(object), {
          internal: true,
          manager: managerOf(plural),
        }),
      ),

    updateStatus: <R extends keyof BuiltIn>(plural: R, object: Live<BuiltIn[R]>) =>
      typed<R>(
        update(api, targetOf(plural, object), asObject(object), {
          internal: true,
          manager: managerOf(plural),
          subresource: 'status',
        }),
      ),

    delete(plural, namespace, name, options) {
      try {
        deleteObject(api, { resource: resourceOf(plural), namespace, name }, options)
      } catch (error) {
        if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error
      }
    },

    watch<R extends keyof BuiltIn>(plural: R, listener: (event: WatchEvent<BuiltIn[R]>) => void) {
      const name = storageName(resourceOf(plural))
      const first = store.list(name).map((object) => ({ type: 'ADDED' as const, object }))
      return notifyLater(store, first, name, (event) => listener(event as unknown as WatchEvent<BuiltIn[R]>))
    },
  }
}

/** The store holds objects of each resource as decoding has typed them. */
function typed<R extends keyof BuiltIn>(object: StoredObject): Live<BuiltIn[R]>
function typed<R extends keyof BuiltIn>(object: StoredObject | undefined): Live<BuiltIn[R]> | undefined
function typed(object: StoredObject | undefined): StoredObject | undefined {
  return object
}

/** Whose fields these writes are in `managedFields`, by upstream's names: an applier must be refused where they conflict. */
function managerOf(plural: keyof BuiltIn): string {
  return plural === 'pods' || plural === 'nodes' ? 'kubelet' : 'kube-controller-manager'
}
