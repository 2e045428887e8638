import type { AllObjects, Stored } from '../../client/all-objects.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { Api, Target } from './api.ts'
import { deleteObject } from './delete.ts'
import { notifyLater } from './notify-later.ts'
import { update } from './update.ts'

/** Every object of the store, for garbage collection and the end of namespaces. */
export function createAllObjects(api: Api): AllObjects {
  const { store } = api
  const targetOf = ({ resource: name, object }: Stored): Target => {
    const resource = api.resources.byStorageName(name)
    if (resource === undefined) throw new StatusError(404, 'NotFound', `No resource ${name} is served`)
    return { resource, namespace: object.metadata.namespace ?? '', name: object.metadata.name }
  }
  const everything = (namespace?: string): Stored[] =>
    [...store.resources()].flatMap((resource) =>
      store.list(resource, namespace).map((object) => ({ resource, object })),
    )

  return {
    find: (uid) => store.find(uid),
    dependants: (uid) => store.dependants(uid),
    inNamespace: (namespace) => everything(namespace),
    update(stored) {
      update(api, targetOf(stored), stored.object, { internal: true })
    },
    delete(stored, options) {
      try {
        deleteObject(api, targetOf(stored), options)
      } catch (error) {
        if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error
      }
    },
    watch(listener) {
      const first = everything().map((stored) => ({ type: 'ADDED' as const, ...stored }))
      return notifyLater(store, first, undefined, (event) =>
        listener(event as Parameters<typeof listener>[0]),
      )
    },
  }
}
