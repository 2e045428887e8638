import { asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'
import { storageName } from '../../../machinery/resource.ts'
import { notFound } from '../../../machinery/status-error.ts'
import { serverSideApply } from '../../patch/apply/server-side-apply.ts'
import { requiredOption } from '../../registry/options-error.ts'
import type { ApiRequest } from '../api-request.ts'
import { decodeYaml } from '../decode-body.ts'
import { targetOf } from '../object-target.ts'
import { boolParameter } from '../query.ts'
import { readObject } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import type { WriteVerb } from '../write-object.ts'

/** Server-side apply: merges what the client applies into the live object, or makes it where it is missing. */
export function applyVerb({ api }: ServerContext, { query }: ApiRequest, asked: ResourceRequest): WriteVerb {
  const { resource, served, subresource } = asked
  const { namespace, name } = targetOf(asked)
  if (!query.get('fieldManager')) {
    throw requiredOption('PatchOptions', 'fieldManager', 'is required for apply patch')
  }
  const force = boolParameter(query, 'force')
  return {
    read: async (_context, request) => decodeYaml(await request.body()),
    next(body, options) {
      const old = api.store.get(storageName(resource), namespace, name)
      return {
        object: readObject(served, body),
        isNew: old === undefined,
        old,
        managed: true,
        complete(applied) {
          if (old === undefined && subresource !== undefined) throw notFound(resource, name)
          const merged = serverSideApply(api, resource, old, applied, { ...options, force })
          return old === undefined ? withName(merged, name) : merged
        },
      }
    },
  }
}

function withName(object: JsonObject, name: string): JsonObject {
  const metadata = asObject(object.metadata)
  return { ...object, metadata: { ...metadata, name: asString(metadata.name) || name } }
}
