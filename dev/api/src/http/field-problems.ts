import type { FastifySchemaValidationError } from 'fastify'
import type { FieldProblem } from './problem.ts'

/** What a schema found, in words for the person who sent it. One problem for each field, the first found. */
export function fieldProblems(
  validation: readonly FastifySchemaValidationError[],
  part: string,
): FieldProblem[] {
  const problems = new Map<string, string>()
  for (const error of validation) {
    const path = pathOf(error)
    if (!problems.has(path)) problems.set(path, describe(error))
  }
  return [...problems].map(([path, detail]) =>
    part === 'body' ? { pointer: path, detail } : { parameter: path.slice(1), detail },
  )
}

/** The place that the error is about; for a missing or unknown member that is the member, not its owner. */
function pathOf({ instancePath, keyword, params }: FastifySchemaValidationError): string {
  const member = keyword === 'required' ? params.missingProperty : params.additionalProperty
  return typeof member === 'string' ? `${instancePath}/${escapePointer(member)}` : instancePath
}

function describe({ keyword, params, message }: FastifySchemaValidationError): string {
  const limit = Number(params.limit)
  switch (keyword) {
    case 'required':
      return 'Is missing.'
    case 'additionalProperties':
      return 'Unknown field.'
    case 'type':
      return `Must be ${named(String(params.type))}.`
    case 'minLength':
      return 'Must not be empty.'
    case 'maxLength':
      return `Must have at most ${limit} characters.`
    case 'minimum':
      return `Must be at least ${limit}.`
    case 'maximum':
      return `Must be at most ${limit}.`
    case 'pattern':
      return params.pattern === '\\S' ? 'Must hold a visible character.' : `Must match ${params.pattern}.`
    case 'format':
      return 'Must not hold the character NUL or half of a surrogate pair.'
    default:
      return message ?? 'Is not valid.'
  }
}

function named(type: string): string {
  if (type === 'string') return 'text'
  if (type === 'integer') return 'a whole number'
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}

/** RFC 6901, section 3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
