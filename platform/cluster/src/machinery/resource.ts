import type { CustomResource } from './custom-resource.ts'
import type { View } from './view.ts'

/** One resource that the API serves in one version. */
export interface Resource {
  group: string
  version: string
  /** The plural name in the path. */
  resource: string
  singular: string
  kind: string
  namespaced: boolean
  shortNames: readonly string[]
  categories: readonly string[]
  /** Whether `status` is written only through its own path. */
  hasStatus: boolean
  /** Whether the kind has `spec.replicas` behind a scale path. */
  hasScale: boolean
  /** Whether `metadata.generation` counts changes of what is wanted. */
  hasGeneration: boolean
  /** Present when a CustomResourceDefinition made it. */
  custom?: CustomResource
  /** Present when objects are stored as another version has them. */
  view?: View
}

/** The name under which the store holds the objects: shared by all versions. */
export function storageName({ resource, group }: Pick<Resource, 'resource' | 'group'>): string {
  return group === '' ? resource : `${resource}.${group}`
}

export function groupVersion({ group, version }: Pick<Resource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** Whether all objects of a namespace, or of the cluster, may be deleted by one request: namespaces never, as upstream. */
export function isDeletedAsCollection(resource: Pick<Resource, 'resource' | 'group'>): boolean {
  return storageName(resource) !== 'namespaces'
}
