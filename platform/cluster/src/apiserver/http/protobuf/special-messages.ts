import type { JsonObject } from '../../../machinery/json/json.ts'

type ToJson = (fields: JsonObject) => unknown

const meta = 'k8s.io.apimachinery.pkg.apis.meta.v1'
const schemas = 'k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1'

/** Messages whose Go types write themselves to JSON in their own way. A result of `undefined` leaves the field out. */
export const specialMessages: { readonly [message: string]: ToJson } = {
  [`${meta}.Time`]: ({ seconds }) => timeText(seconds),
  [`${meta}.MicroTime`]: ({ seconds, nanos }) => timeText(seconds, nanos),
  [`${meta}.FieldsV1`]: raw,
  'k8s.io.apimachinery.pkg.api.resource.Quantity': ({ string }) => string ?? '0',
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': ({ type, intVal, strVal }) =>
    type === 1 ? (strVal ?? '') : (intVal ?? 0),
  'k8s.io.apimachinery.pkg.runtime.RawExtension': raw,
  'k8s.io.api.authentication.v1.ExtraValue': ({ items }) => items ?? [],
  'k8s.io.api.authorization.v1.ExtraValue': ({ items }) => items ?? [],
  [`${schemas}.JSON`]: raw,
  [`${schemas}.JSONSchemaPropsOrArray`]: ({ schema, jSONSchemas }) => jSONSchemas ?? schema,
  [`${schemas}.JSONSchemaPropsOrBool`]: ({ schema, allows }) => schema ?? allows ?? false,
  [`${schemas}.JSONSchemaPropsOrStringArray`]: ({ schema, property }) => property ?? schema,
}

/** JSON that travels as bytes, which a plain decoding gives in base64. */
function raw(fields: JsonObject): unknown {
  const text = Object.values(fields).find((value) => typeof value === 'string')
  return text === undefined ? undefined : JSON.parse(Buffer.from(text, 'base64').toString())
}

function timeText(seconds: unknown = 0, nanos?: unknown): string | undefined {
  if (typeof seconds !== 'number' || (seconds === 0 && nanos === undefined)) return undefined
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  if (nanos === undefined) return `${whole}Z`
  return `${whole}.${String(Math.floor(Number(nanos) / 1000)).padStart(6, '0')}Z`
}
