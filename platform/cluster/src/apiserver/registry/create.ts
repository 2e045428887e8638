import { randomUUID } from 'node:crypto'
import { asObject, asString, type JsonObject } from '../../machinery/json/json.ts'
import type { KubeObject, StoredObject } from '../../machinery/objects.ts'
import { groupVersion, type Resource, storageName } from '../../machinery/resource.ts'
import { alreadyExists, forbidden, notFound, StatusError } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import { decodeObject } from '../admission/decoding/decode-object.ts'
import { applyDefaults } from '../admission/defaults/defaults.ts'
import { validate } from '../admission/validation/validate.ts'
import { trackWrite } from '../patch/apply/track-write.ts'
import { type Api, timestamp, type WriteOptions } from './api.ts'
import { prepareForCreate } from './prepare.ts'

/** Names that `generateName` makes: without vowels and look-alikes, as upstream does. */
const nameLetters = 'bcdfghjklmnpqrstvwxz2456789'

export function create(
  api: Api,
  resource: Resource,
  namespace: string,
  given: KubeObject,
  options: WriteOptions & { managed?: boolean } = {},
): StoredObject {
  const draft = decodeObject(api.schemas, resource, given as JsonObject)
  const metadata = asObject(draft.metadata)
  requireOpenNamespace(api, resource, namespace, asString(metadata.name))
  metadata.name = asString(metadata.name) || generatedName(asString(metadata.generateName))
  const name = asString(metadata.name)
  const ours = {
    uid: randomUUID(),
    creationTimestamp: timestamp(api.clock),
    ...(resource.namespaced && { namespace }),
    ...(resource.hasGeneration && { generation: 1 }),
  }
  draft.apiVersion = groupVersion(resource)
  draft.kind = resource.kind
  draft.metadata = metadata
  for (const field of [
    'resourceVersion',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'generation',
  ])
    delete metadata[field]
  if (!resource.namespaced) delete metadata.namespace
  if (!options.managed) delete metadata.managedFields
  Object.assign(metadata, ours)
  prepareForCreate(api, resource, draft)
  applyDefaults(resource, draft)
  validate(api, resource, draft, undefined)
  if (api.store.get(storageName(resource), namespace, name) !== undefined) throw alreadyExists(resource, name)
  if (options.manager !== undefined && !options.managed) trackWrite(api, resource, undefined, draft, options)
  if (options.dryRun) return draft as StoredObject
  return api.store.put(storageName(resource), draft as Draft)
}

function requireOpenNamespace(api: Api, resource: Resource, namespace: string, name: string) {
  if (!resource.namespaced) return
  const live = api.store.get('namespaces', '', namespace)
  if (live === undefined) throw notFound({ resource: 'namespaces', group: '', kind: 'Namespace' }, namespace)
  if (live.metadata.deletionTimestamp === undefined) return
  const because = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw forbidden(resource, name, because, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ])
}

function generatedName(prefix: string): string {
  if (prefix === '') {
    // Upstream answers 422 from the validation of the name; `validate` words it.
    return ''
  }
  let suffix = ''
  for (let index = 0; index < 5; index++)
    suffix += nameLetters[Math.floor(Math.random() * nameLetters.length)]
  return prefix.slice(0, 58) + suffix
}

/** The body must agree with the path that it was sent to. */
export function requireSamePlace(
  { namespace, name }: { namespace: string; name?: string },
  given: KubeObject,
): void {
  const metadata = given.metadata ?? {}
  if (metadata.namespace !== undefined && metadata.namespace !== '' && metadata.namespace !== namespace) {
    throw new StatusError(
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    )
  }
  if (name !== undefined && metadata.name !== undefined && metadata.name !== name) {
    throw new StatusError(
      400,
      'BadRequest',
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    )
  }
}
