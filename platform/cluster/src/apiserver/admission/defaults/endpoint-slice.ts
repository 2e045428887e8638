import { asArray, asObject, type JsonObject } from '../../../machinery/json/json.ts'

export function endpointSliceDefaults(slice: JsonObject): void {
  for (const item of asArray(slice.ports)) {
    const port = asObject(item)
    port.name ??= ''
    port.protocol ??= 'TCP'
  }
}
