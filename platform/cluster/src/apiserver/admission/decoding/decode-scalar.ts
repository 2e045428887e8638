import { describeError } from '@gitops-example/kit/errors'
import { formatQuantity } from '../../../machinery/quantity/format-quantity.ts'
import { parseQuantity } from '../../../machinery/quantity/quantity.ts'
import type { Schema } from '../../../machinery/schema/schema.ts'

/** The decoded value, or what is wrong with it; no problem named means that its JSON type is wrong. */
type Decoded = { value: unknown } | { problem: string | undefined }

const wrongType: Decoded = { problem: undefined }
const int32Limit = 2 ** 31

export function decodeScalar({ $ref = '' }: Schema, schema: Schema, value: unknown): Decoded {
  if ($ref.endsWith('.Quantity')) return quantity(value)
  if ($ref.endsWith('.IntOrString')) return typeof value === 'string' ? { value } : integer(value, 'int32')
  switch (schema.type) {
    case 'string':
      if (typeof value !== 'string') return wrongType
      return wrongText(schema.format, value) ?? { value }
    case 'integer':
      return integer(value, schema.format)
    case 'number':
      return typeof value === 'number' ? { value } : wrongType
    case 'boolean':
      return typeof value === 'boolean' ? { value } : wrongType
    default:
      return { value }
  }
}

function integer(value: unknown, format: string | undefined): Decoded {
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType
  const isTooLarge = format === 'int32' && (value >= int32Limit || value < -int32Limit)
  return isTooLarge ? wrongType : { value }
}

function quantity(value: unknown): Decoded {
  // JSON of another type is read as its text (apimachinery: `Quantity.UnmarshalJSON`).
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  try {
    return { value: formatQuantity(parseQuantity(text.trim())) }
  } catch (error) {
    return { problem: describeError(error) }
  }
}

function wrongText(format: string | undefined, text: string): Decoded | undefined {
  if (format === 'byte') {
    const clean = text.replaceAll(/[\r\n]/g, '')
    const wrongAt = clean.search(/[^A-Za-z0-9+/=]|=(?!=?$)/)
    if (wrongAt >= 0) return { problem: `illegal base64 data at input byte ${wrongAt}` }
    if (clean.length % 4 !== 0)
      return { problem: `illegal base64 data at input byte ${clean.length - (clean.length % 4)}` }
  }
  if (format === 'date-time' && text !== '' && Number.isNaN(Date.parse(text))) {
    return {
      problem: `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
    }
  }
  return undefined
}
