import type { Resource } from '../api/resource.ts'
import type { JsonObject } from '../json/json.ts'

export function applyDefaults(_resource: Resource, _draft: JsonObject): void {}
