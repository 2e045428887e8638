import { cloneJson } from '../../../machinery/json/clone.ts'
import { asDraft, asObject, at, type JsonDraft, type JsonObject } from '../../../machinery/json/json.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import type { Resource } from '../../../machinery/resource.ts'
import { invalid, unsupportedMediaType } from '../../../machinery/status-error.ts'
import { applyJsonPatch } from '../../patch/json-patch.ts'
import { applyMergePatch } from '../../patch/merge-patch.ts'
import { live } from '../../registry/api.ts'
import { update } from '../../registry/update.ts'
import { selectorText } from '../../tables/formats.ts'
import { type Answer, ok } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { decodeJson, mediaType, requireObject } from '../decode-body.ts'
import { targetOf } from '../object-target.ts'
import { readBodyValue } from '../read-object.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { writeOptions } from '../write-options.ts'

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]

export function getScale({ api }: ServerContext, _request: ApiRequest, asked: ResourceRequest): Answer {
  return ok(scaleOf(asked.resource, live(api, targetOf(asked))))
}

export async function updateScale(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const { value } = await readBodyValue(context, request)
  return write(context, request, asked, requireObject(value))
}

/** A Scale has no lists, so that a strategic merge is a merge. */
export async function patchScale(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  const type = mediaType(request.headers['content-type'])
  if (!patchTypes.includes(type)) throw unsupportedMediaType(patchTypes)
  const { value } = decodeJson(await request.body())
  const before = scaleOf(asked.resource, live(context.api, targetOf(asked)))
  const patched = type === patchTypes[0] ? applyJsonPatch(before, value) : applyMergePatch(before, value)
  return write(context, request, asked, patched)
}

function write(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
  scale: JsonObject,
): Answer {
  const { api } = context
  const { resource } = asked
  const target = targetOf(asked)
  const replicas = at(scale, 'spec', 'replicas') ?? 0
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    const message = `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`
    throw invalid({ group: 'autoscaling', resource: 'scales', kind: 'Scale' }, target.name, [
      { reason: 'FieldValueInvalid', message, field: 'spec.replicas' },
    ])
  }
  const { resourceVersion } = asObject(scale.metadata)
  const draft: JsonDraft = cloneJson(live(api, target))
  draft.metadata = { ...asObject(draft.metadata), resourceVersion: resourceVersion || undefined }
  setAt(draft, paths(resource).specReplicasPath, replicas)
  const updated = update(api, target, draft, { ...writeOptions(request), subresource: 'scale' })
  return ok(scaleOf(resource, updated))
}

/** `autoscaling/v1` Scale over an object, by the paths of its kind. */
function scaleOf(resource: Resource, object: StoredObject): JsonObject {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = paths(resource)
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = labelSelectorPath === undefined ? undefined : at(object, ...steps(labelSelectorPath))
  const text =
    typeof selector === 'string' || selector === undefined ? selector : selectorText(asObject(selector))
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(object, ...steps(specReplicasPath)) ?? 0 },
    status: {
      replicas: at(object, ...steps(statusReplicasPath)) ?? 0,
      ...(text !== undefined && { selector: text }),
    },
  }
}

function paths({ custom }: Resource) {
  return (
    custom?.scale ?? {
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.replicas',
      labelSelectorPath: '.spec.selector',
    }
  )
}

function steps(path: string): string[] {
  return path.split('.').filter((step) => step !== '')
}

function setAt(object: JsonDraft, path: string, value: unknown): void {
  const names = steps(path)
  const last = names.pop() ?? ''
  let parent = object
  for (const name of names) {
    const child = asDraft(parent[name])
    parent[name] = child
    parent = child
  }
  parent[last] = value
}
