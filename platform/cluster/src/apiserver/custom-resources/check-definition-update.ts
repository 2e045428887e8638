import { asArray, asObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Causes } from '../admission/validation/causes.ts'
import { immutable } from '../admission/validation/fields.ts'

/** What may not change once a definition is served: instances may exist. */
export function checkDefinitionUpdate(object: JsonObject, old: JsonObject, causes: Causes): void {
  const [spec, before] = [asObject(object.spec), asObject(old.spec)]
  const isEstablished = asArray(asObject(old.status).conditions).some(
    (condition) => asObject(condition).type === 'Established' && asObject(condition).status === 'True',
  )
  immutable(spec.group, before.group, 'spec.group', causes)
  if (isEstablished) {
    immutable(spec.scope, before.scope, 'spec.scope', causes)
    immutable(asObject(spec.names).kind, asObject(before.names).kind, 'spec.names.kind', causes)
  }
  const versions = asArray(spec.versions).map((version) => asObject(version).name)
  for (const [index, stored] of asArray(asObject(old.status).storedVersions).entries()) {
    if (versions.includes(stored)) continue
    causes.invalid(`status.storedVersions[${index}]`, stored, 'must appear in spec.versions')
  }
}
