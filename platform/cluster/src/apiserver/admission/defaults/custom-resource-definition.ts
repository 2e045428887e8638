import { asDraft, asString, type JsonDraft } from '../../../machinery/json/json.ts'

export function customResourceDefinitionDefaults(spec: JsonDraft): void {
  spec.conversion ??= { strategy: 'None' }
  const names = asDraft(spec.names)
  names.singular ??= asString(names.kind).toLowerCase()
  names.listKind ??= `${asString(names.kind)}List`
}
