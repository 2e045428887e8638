import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import type { JsonObject } from '../../../../machinery/json/json.ts'
import type { StoredObject } from '../../../../machinery/objects.ts'
import { StatusError } from '../../../../machinery/status-error.ts'
import { createApi } from '../../../registry/api.ts'
import { applyDefaults } from '../../defaults/defaults.ts'
import { validate } from '../validate.ts'

export const api = createApi(new FakeClock())

/** What the API says to an object of this kind, after defaults; nothing when it takes it. */
export function problems(kind: string, object: JsonObject, old?: JsonObject): string[] {
  const resource = api.resources.all().find((each) => each.kind === kind)
  if (resource === undefined) throw new Error(`no kind ${kind}`)
  const complete = (fields: JsonObject): JsonObject => {
    const draft = structuredClone({ kind, metadata: { name: 'web' }, ...fields })
    applyDefaults(resource, draft)
    return draft
  }
  try {
    validate(api, resource, complete(object), old && (complete(old) as unknown as StoredObject))
    return []
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const causes = error.status.details?.causes ?? []
    return causes.map(({ field, message }) => `${field}: ${message}`)
  }
}

export interface Case {
  name: string
  kind: string
  object: JsonObject
  /** What an update replaces. */
  old?: JsonObject
  want: string[]
}
