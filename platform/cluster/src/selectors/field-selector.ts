import type { Resource } from '../api/resource.ts'
import { badRequest } from '../api/status-error.ts'
import type { StoredObject } from '../store/store.ts'

export interface FieldRequirement {
  field: string
  operator: '=' | '!='
  value: string
}

/** The requirements of a query text such as `status.phase=Running,metadata.name!=a`; 400 for what the kind does not offer. */
export function parseFieldSelector(_resource: Resource, text: string): FieldRequirement[] {
  if (text.trim() === '') return []
  throw badRequest(`invalid field selector: ${text}`)
}

export function matchesFields(requirements: readonly FieldRequirement[], _object: StoredObject): boolean {
  return requirements.length === 0
}
