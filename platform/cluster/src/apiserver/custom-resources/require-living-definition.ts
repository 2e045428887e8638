import { type Resource, storageName } from '../../machinery/resource.ts'
import { StatusError } from '../../machinery/status-error.ts'
import type { Api } from '../registry/api.ts'

/** Refuses a new instance of a definition that is being deleted, as upstream: it would only have to be deleted too. */
export function requireLivingDefinition({ store }: Api, resource: Resource): void {
  const name = storageName(resource)
  const definition = store.get('customresourcedefinitions.apiextensions.k8s.io', '', name)
  if (definition?.metadata.deletionTimestamp === undefined) return
  const message = `create is not supported on resources of kind ${JSON.stringify(name)}`
  throw new StatusError(405, 'MethodNotAllowed', message)
}
