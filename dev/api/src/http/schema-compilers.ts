import { Ajv, type Options, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'

/** PostgreSQL's text holds neither NUL nor, being UTF-8, half of a surrogate pair. */
const isStorableText = (text: string) => !text.includes('\0') && text.isWellFormed()

export const ajvOptions: Options = {
  allErrors: true,
  useDefaults: true,
  formats: { 'storable-text': isStorableText },
}

/**
 * Bodies are taken as they are, since JSON has types; queries and paths are text, which schemas give a type. Both
 * refuse what no schema names, where Fastify's own settings would drop it without a word.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  // Our own schemas are checked by a test, not at every start.
  const options: Options = { ...ajvOptions, meta: false, validateSchema: false }
  const bodies = new Ajv(options)
  const texts = new Ajv({ ...options, coerceTypes: true })
  return ({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? bodies : texts
    let validate: ValidateFunction | undefined
    return (data) => {
      // With the first request: compiling all of them would cost 10 ms of every start.
      validate ??= ajv.compile(schema)
      return validate(data) ? true : { error: validate.errors ?? [] }
    }
  }
}
