import { StatusError } from '../../machinery/status-error.ts'

/** How objects are answered: whole, as rows that kubectl prints, or their metadata only. */
export type Shape = 'object' | 'table' | 'partial'

const jsonTypes = new Set(['application/json', 'application/*', '*/*'])
const shapes = new Map<string, Shape>([
  ['Table', 'table'],
  ['PartialObjectMetadata', 'partial'],
  ['PartialObjectMetadataList', 'partial'],
])

/** The first acceptable entry of an `Accept` header, as upstream reads it; 406 when JSON in no form is among them. */
export function negotiate(accept: string | undefined): Shape {
  for (const entry of acceptEntries(accept)) {
    if (!jsonTypes.has(entry.type)) continue
    if (entry.as === undefined) return 'object'
    const shape = shapes.get(entry.as)
    if (shape !== undefined && entry.g === 'meta.k8s.io' && entry.v === 'v1') return shape
  }
  const message =
    'only the following media types are accepted: application/json, application/json;stream=watch'
  throw new StatusError(406, 'NotAcceptable', message)
}

export interface AcceptEntry {
  type: string
  as?: string
  g?: string
  v?: string
}

/** The entries of an `Accept` header in their order; no header accepts everything. */
export function acceptEntries(accept: string | undefined): AcceptEntry[] {
  if (accept === undefined || accept.trim() === '') return [{ type: '*/*' }]
  return accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim())
    const pairs = parameters.map((text) => text.split('=', 2) as [string, string])
    return { ...Object.fromEntries(pairs), type: type.toLowerCase() }
  })
}
