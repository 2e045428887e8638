import { Ajv, type Options } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'

/** PostgreSQL's text holds neither NUL nor, being UTF-8, half of a surrogate pair. */
const isStorableText = (text: string) => !text.includes('\0') && text.isWellFormed()

/**
 * Bodies are taken as they are, since JSON has types; queries and paths are text, which schemas give a type. Both
 * refuse what no schema names, where Fastify's own settings would drop it without a word.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const options: Options = {
    allErrors: true,
    useDefaults: true,
    formats: { 'storable-text': isStorableText, 'date-time': true },
  }
  const bodies = new Ajv(options)
  const texts = new Ajv({ ...options, coerceTypes: true })
  return ({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema)
}
