import { isIP, isIPv4, isIPv6 } from 'node:net'
import { isObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { Schema } from '../../machinery/schema/schema.ts'
import type { Causes } from '../admission/validation/causes.ts'
import { patternFault } from './pattern-fault.ts'

export function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

export function hasType(schema: Schema, value: unknown): boolean {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'string' || Number.isInteger(value)
  switch (schema.type) {
    case undefined:
    case '':
      return true
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === schema.type
  }
}

export function isEnumerated(values: readonly unknown[], value: unknown): boolean {
  return values.some((each) => sameJson(each, value))
}

export function checkText(schema: Schema, text: string, field: string, causes: Causes): void {
  const { minLength, maxLength, pattern, format } = schema
  const length = [...text].length
  if (minLength !== undefined && length < minLength) {
    causes.invalid(field, text, `${field} in body should be at least ${minLength} chars long`)
  }
  if (maxLength !== undefined && length > maxLength) causes.tooLong(field, maxLength)
  const wrong = pattern === undefined ? undefined : patternFault(pattern, text)
  if (wrong !== undefined) causes.invalid(field, text, `${field} in body should match '${wrong}'`)
  if (format !== undefined && !hasFormat(format, text)) {
    causes.invalid(field, text, `${field} in body must be of type ${format}: ${JSON.stringify(text)}`)
  }
}

export function checkNumber(schema: Schema, number: number, field: string, causes: Causes): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (minimum !== undefined && (exclusiveMinimum ? number <= minimum : number < minimum)) {
    const bound = exclusiveMinimum ? 'greater than' : 'greater than or equal to'
    causes.invalid(field, number, `${field} in body should be ${bound} ${minimum}`)
  }
  if (maximum !== undefined && (exclusiveMaximum ? number >= maximum : number > maximum)) {
    const bound = exclusiveMaximum ? 'less than' : 'less than or equal to'
    causes.invalid(field, number, `${field} in body should be ${bound} ${maximum}`)
  }
  if (multipleOf !== undefined && multipleOf > 0 && number % multipleOf !== 0) {
    causes.invalid(field, number, `${field} in body should be a multiple of ${multipleOf}`)
  }
  if (schema.format === 'int32' && (number > 2147483647 || number < -2147483648)) {
    causes.invalid(field, number, `${field} in body must be of type int32: ${JSON.stringify(String(number))}`)
  }
}

/** Formats that upstream checks; others are only for readers. */
function hasFormat(format: string, text: string): boolean {
  switch (format) {
    case 'date-time':
      return (
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) &&
        !Number.isNaN(Date.parse(text))
      )
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(text)
    case 'uuid':
      return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)
    case 'byte':
      return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
    case 'ipv4':
      return isIPv4(text)
    case 'ipv6':
      return isIPv6(text)
    case 'cidr':
      return isIP(text.split('/')[0] ?? '') !== 0 && /\/\d{1,3}$/.test(text)
    case 'uri':
      return URL.canParse(text)
    default:
      return true
  }
}
