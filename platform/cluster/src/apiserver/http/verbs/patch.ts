import { asString, type JsonObject } from '../../../machinery/json/json.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import { storageName } from '../../../machinery/resource.ts'
import { notFound, unsupportedMediaType } from '../../../machinery/status-error.ts'
import { duplicateFields } from '../../admission/decoding/duplicate-fields.ts'
import { warningsFor } from '../../not-enforced/not-enforced.ts'
import { serverSideApply } from '../../patch/apply/server-side-apply.ts'
import { applyPatch, patchTypes } from '../../patch/patch.ts'
import { create, requireSamePlace } from '../../registry/create.ts'
import { forbiddenOption, requiredOption } from '../../registry/options-error.ts'
import { update } from '../../registry/update.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { decodeJson, decodeYaml, mediaType, requireObject } from '../decode-body.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { targetOf } from '../object-target.ts'
import { boolParameter, fieldValidation } from '../query.ts'
import { checkFields, requireKind } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeOptions } from '../write-options.ts'

const applyTypes = ['application/apply-patch+yaml', 'application/apply-patch+cbor']

interface Patched {
  object: StoredObject
  isNew: boolean
  warnings: string[]
}

/** PATCH on an object or on its status, by any of the four patch types. */
export async function patchObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  targetOf(asked)
  const encoder = encoderFor(context, request, asked.served)
  const type = mediaType(request.headers['content-type'])
  const known = patchTypes(asked.resource)
  if (!known.includes(type) || type === applyTypes[1]) throw unsupportedMediaType(known)
  const { object, isNew, warnings } =
    type === applyTypes[0]
      ? await applyObject(context, request, asked)
      : await patchLive(context, request, asked, type)
  return { code: isNew ? 201 : 200, json: encoder.one(object), warnings }
}

async function patchLive(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
  type: string,
): Promise<Patched> {
  const { api } = context
  const { resource, served } = asked
  const target = targetOf(asked)
  if (boolParameter(request.query, 'force')) {
    throw forbiddenOption('PatchOptions', 'force', 'may not be specified for non-apply patch')
  }
  const options = writeOptions(request)
  const { value, jsonText = '' } = decodeJson(await request.body())
  const old = liveObject(context, asked)
  if (old === undefined) throw notFound(resource, target.name)
  const shown = served.view ? (served.view.fromHub(old) as StoredObject) : old
  const patched = applyPatch(api, served, shown, type, value)
  const object = served.view ? (served.view.toHub(patched) as JsonObject) : patched
  requireSamePlace(target, object)
  const duplicates = duplicateFields(jsonText)
  const warnings = checkFields(
    context,
    asked,
    object,
    fieldValidation('PatchOptions', request.query),
    duplicates,
  )
  const updated = update(api, target, object, { ...options, ...statusOnly(asked) })
  return { object: updated, isNew: false, warnings: [...warnings, ...newWarnings(asked, old, object)] }
}

/** Server-side apply makes an object that is missing. */
async function applyObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Patched> {
  const { api } = context
  const { resource, served } = asked
  const target = targetOf(asked)
  const options = writeOptions(request)
  if (!request.query.get('fieldManager')) {
    throw requiredOption('PatchOptions', 'fieldManager', 'is required for apply patch')
  }
  const force = boolParameter(request.query, 'force')
  const { value, jsonText } = await decodeYaml(await request.body())
  const given = requireObject(value)
  requireKind(served, given)
  const applied = served.view ? (served.view.toHub(given) as JsonObject) : given
  requireSamePlace(target, applied)
  const duplicates = jsonText === undefined ? [] : duplicateFields(jsonText)
  const warnings = checkFields(
    context,
    asked,
    applied,
    fieldValidation('PatchOptions', request.query),
    duplicates,
  )
  const old = liveObject(context, asked)
  if (old === undefined && asked.subresource !== undefined) throw notFound(resource, target.name)
  const apply = { manager: options.manager, force, ...statusOnly(asked) }
  const merged = serverSideApply(api, resource, old, applied, apply)
  const written = { ...options, managed: true, ...statusOnly(asked) }
  const object =
    old === undefined
      ? create(api, resource, target.namespace, withName(merged, target.name), written)
      : update(api, target, merged, written)
  return {
    object,
    isNew: old === undefined,
    warnings: [...warnings, ...newWarnings(asked, old, applied)],
  }
}

function liveObject({ api }: ServerContext, asked: ResourceRequest): StoredObject | undefined {
  const { resource, namespace, name } = targetOf(asked)
  return api.store.get(storageName(resource), namespace, name)
}

function statusOnly({ subresource }: ResourceRequest): { subresource?: 'status' } {
  return subresource === 'status' ? { subresource } : {}
}

function withName(object: JsonObject, name: string): JsonObject {
  const metadata = typeof object.metadata === 'object' ? { ...object.metadata } : {}
  return { ...object, metadata: { ...metadata, name: asString((metadata as JsonObject).name) || name } }
}

/** A patch of an object that was warned about before says nothing new. */
function newWarnings(
  { resource }: ResourceRequest,
  old: StoredObject | undefined,
  object: JsonObject,
): string[] {
  const before = new Set(old === undefined ? [] : warningsFor(resource, old as unknown as JsonObject))
  return warningsFor(resource, object).filter((warning) => !before.has(warning))
}
