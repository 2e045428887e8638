import { badRequest } from '../../machinery/status-error.ts'
import { type OptionsKind, unsupportedOption } from '../registry/options-error.ts'

/** A parameter that upstream parses as a Go bool. */
export function boolParameter(query: URLSearchParams, name: string): boolean {
  const text = query.get(name)
  if (text === null || text === '') return query.has(name) && text === ''
  if (/^(1|t|true)$/i.test(text)) return true
  if (/^(0|f|false)$/i.test(text)) return false
  throw badRequest(
    `invalid value for ${name}: strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`,
  )
}

/** A whole number that is not negative, or `undefined` when absent. */
export function countParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw badRequest(
    `invalid value for ${name}: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
  )
}

/** The client's name in `managedFields`: what it says, else the first word of its user agent, as upstream. */
export function fieldManager(query: URLSearchParams, userAgent: string | undefined): string {
  const given = query.get('fieldManager')
  if (given !== null && given !== '') {
    if (given.length > 128) throw badRequest('invalid fieldManager: may not be more than 128 bytes')
    return given
  }
  return (userAgent ?? '').split('/', 1)[0]?.slice(0, 128) || 'unknown'
}

/** Whether nothing shall be stored; the only stage there is is All. */
export function isDryRun(kind: OptionsKind, values: readonly string[]): boolean {
  for (const value of values) {
    if (value !== 'All' && value !== '') throw unsupportedOption(kind, 'dryRun', value, ['All'])
  }
  return values.includes('All')
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export function fieldValidation(kind: OptionsKind, query: URLSearchParams): FieldValidation {
  const given = query.get('fieldValidation')
  if (given === null || given === '') return 'Warn'
  if (given === 'Strict' || given === 'Warn' || given === 'Ignore') return given
  throw unsupportedOption(kind, 'fieldValidation', given, ['Ignore', 'Warn', 'Strict'])
}

/** The options of a write by its method. */
export function optionsKind(method: string): OptionsKind {
  return method === 'POST' ? 'CreateOptions' : method === 'PUT' ? 'UpdateOptions' : 'PatchOptions'
}
