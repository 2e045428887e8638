import type { JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'

/** The rules of a kind beyond its types: of every object, and of a change from an old one. */
export interface KindRules {
  check?(object: JsonObject, causes: Causes): void
  checkUpdate?(object: JsonObject, old: JsonObject, causes: Causes): void
}
