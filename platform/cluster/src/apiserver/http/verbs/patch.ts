import { unsupportedMediaType } from '../../../machinery/status-error.ts'
import { applyPatch, applyPatchYaml, patchTypes } from '../../patch/patch.ts'
import { live } from '../../registry/api.ts'
import { forbiddenOption } from '../../registry/options-error.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { decodeJson, mediaType } from '../decode-body.ts'
import { targetOf } from '../object-target.ts'
import { boolParameter } from '../query.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { type WriteVerb, writeObject } from '../write-object.ts'
import { applyVerb } from './apply.ts'

/** PATCH on an object or on its status, by any of the four patch types. */
export async function patchObject(
  context: ServerContext,
  request: ApiRequest,
  asked: ResourceRequest,
): Promise<Answer> {
  targetOf(asked)
  const type = mediaType(request.headers['content-type'])
  const known = patchTypes(asked.resource)
  if (!known.includes(type)) throw unsupportedMediaType(known)
  const verb = type === applyPatchYaml ? applyVerb(context, request, asked) : patchVerb(context, asked, type)
  return writeObject(context, request, asked, verb)
}

/** A patch that says how the live object changes: there must be one. */
function patchVerb({ api }: ServerContext, asked: ResourceRequest, type: string): WriteVerb {
  const { served } = asked
  return {
    async read(_context, request) {
      if (boolParameter(request.query, 'force')) {
        throw forbiddenOption('PatchOptions', 'force', 'may not be specified for non-apply patch')
      }
      return decodeJson(await request.body())
    },
    next({ value }) {
      const old = live(api, targetOf(asked))
      const shown = served.view?.fromHub(old) ?? old
      return { object: applyPatch(api, served, shown, type, value), isNew: false, old }
    },
  }
}
