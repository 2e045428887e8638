import { asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'

export function customResourceDefinitionDefaults(spec: JsonObject): void {
  spec.conversion ??= { strategy: 'None' }
  const names = asObject(spec.names)
  names.singular ??= asString(names.kind).toLowerCase()
  names.listKind ??= `${asString(names.kind)}List`
}
