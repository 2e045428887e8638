import { asArray, asDraft, type JsonDraft } from '../../../machinery/json/json.ts'

export function endpointSliceDefaults(slice: JsonDraft): void {
  for (const item of asArray(slice.ports)) {
    const port = asDraft(item)
    port.name ??= ''
    port.protocol ??= 'TCP'
  }
}
