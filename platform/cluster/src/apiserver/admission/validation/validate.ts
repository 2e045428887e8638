import { asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import type { Resource } from '../../../machinery/resource.ts'
import { invalid } from '../../../machinery/status-error.ts'
import { requireLivingDefinition } from '../../custom-resources/require-living-definition.ts'
import { validateCustomResource } from '../../custom-resources/validate-custom-resource.ts'
import type { Api } from '../../registry/api.ts'
import { Causes } from './causes.ts'
import type { KindRules } from './kinds/kind-rules.ts'
import { rulesOf } from './kinds/kinds.ts'
import { validateMetadata } from './metadata.ts'

/**
 * Refuses an object that breaks a rule of its kind with upstream's 422: one cause for each field. `old` is what an
 * update replaces: some fields may not change.
 */
export function validate(
  api: Api,
  resource: Resource,
  draft: JsonObject,
  old: StoredObject | undefined,
): void {
  if (resource.custom !== undefined && old === undefined) requireLivingDefinition(api, resource)
  const causes = new Causes()
  validateMetadata(resource, draft, old, causes)
  const rules: KindRules = resource.custom === undefined ? rulesOf(resource) : {}
  rules.check?.(draft, causes)
  if (old !== undefined) rules.checkUpdate?.(draft, old, causes)
  if (resource.custom !== undefined) validateCustomResource(api.schemas, resource.custom, draft, causes)
  if (causes.found.length > 0) throw invalid(resource, asString(asObject(draft.metadata).name), causes.found)
}
