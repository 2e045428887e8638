import type { DiscoveredResource } from '../../discovery/api-version.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import type { ResourcePath } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'

export type VirtualHandler = (
  context: ServerContext,
  request: ApiRequest,
  path: ResourcePath,
) => Answer | Promise<Answer>

/** A resource without stored objects: its answers are made when asked. */
export interface VirtualResource {
  group: string
  version: string
  discovery: DiscoveredResource
  methods: { readonly [method: string]: VirtualHandler }
}
