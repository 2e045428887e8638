import { sameJson } from '../../../machinery/json/same.ts'
import type { Causes } from './causes.ts'

const maxPort = 65535

/** A count of something; nothing where the field is left out. */
export function nonNegative(value: unknown, field: string, causes: Causes): void {
  if (typeof value === 'number' && value < 0) {
    causes.invalid(field, value, 'must be greater than or equal to 0')
  }
}

export function positive(value: unknown, field: string, causes: Causes): void {
  if (typeof value === 'number' && value <= 0) causes.invalid(field, value, 'must be greater than 0')
}

export function portNumber(value: unknown, field: string, causes: Causes): void {
  if (typeof value !== 'number' || value < 1 || value > maxPort) {
    causes.invalid(field, value ?? 0, `must be between 1 and ${maxPort}, inclusive`)
  }
}

/** One of a fixed set of texts; nothing where the field is left out. */
export function oneOf(value: unknown, supported: readonly string[], field: string, causes: Causes): void {
  if (value === undefined || (typeof value === 'string' && supported.includes(value))) return
  causes.unsupported(field, value, supported)
}

export function immutable(value: unknown, old: unknown, field: string, causes: Causes): void {
  if (!sameJson(value, old)) causes.invalid(field, value, 'field is immutable')
}

/** A number, or a text such as `25%`; returns the number of units or of percent. */
export function intOrPercent(value: unknown, field: string, causes: Causes): number | undefined {
  if (typeof value === 'string') {
    if (/^\d+%$/.test(value)) return Number(value.slice(0, -1))
    causes.invalid(
      field,
      value,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    )
    return undefined
  }
  nonNegative(value, field, causes)
  return typeof value === 'number' ? value : undefined
}
