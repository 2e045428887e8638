import { StatusError } from '../../machinery/status-error.ts'
import type { Api } from '../registry/api.ts'
import { notifyLater } from '../registry/notify-later.ts'
import { DefinitionLifecycle } from './definition-lifecycle.ts'

const definitions = 'customresourcedefinitions.apiextensions.k8s.io'

/**
 * Serves what CustomResourceDefinitions define: adds and removes resources as definitions come and go, keeps their
 * status and deletes the instances of one that is being deleted. Disposing the result ends its watches.
 */
export function startCustomResources(api: Api): Disposable {
  const lifecycle = new DefinitionLifecycle(api)
  const first = api.store.list(definitions).map((object) => ({ type: 'ADDED' as const, object }))
  const watch = notifyLater(api.store, first, undefined, (change) => {
    try {
      if (change.resource === undefined || change.resource === definitions) {
        if (change.type === 'DELETED') lifecycle.remove(change.object)
        else lifecycle.follow(change.object.metadata.name)
      } else if (change.type === 'DELETED') {
        lifecycle.instanceGone(change.resource)
      }
    } catch (error) {
      // Another writer was quicker: its own event comes next and is followed then.
      if (!(error instanceof StatusError && ['Conflict', 'NotFound'].includes(error.reason))) throw error
    }
  })
  return watch
}
