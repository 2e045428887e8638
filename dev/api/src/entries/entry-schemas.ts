/** JSON Schemas of the entries: they check what comes in, shape what goes out and are published by OpenAPI. */

const id = {
  type: 'string',
  // Below 10^18, so that every accepted id fits PostgreSQL's bigint.
  pattern: '^[1-9][0-9]{0,17}$',
  description: 'A whole number above zero, as text.',
} as const

/** `storable-text` is checked by http/schema-compilers.ts. Lengths count characters (code points). */
const author = {
  type: 'string',
  minLength: 1,
  maxLength: 80,
  pattern: '\\S',
  format: 'storable-text',
  description: 'Who writes. Holds at least one visible character.',
} as const

const message = {
  type: 'string',
  minLength: 1,
  maxLength: 1000,
  pattern: '\\S',
  format: 'storable-text',
  description: 'What they write. Holds at least one visible character.',
} as const

export const draftSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['author', 'message'],
  properties: { author, message },
} as const

export const entrySchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'author', 'message', 'createdAt'],
  properties: {
    id: { type: 'string', description: id.description },
    author: { type: 'string' },
    message: { type: 'string' },
    createdAt: { type: 'string', format: 'date-time' },
  },
} as const

export const pageSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['entries', 'nextCursor'],
  properties: {
    entries: { type: 'array', items: entrySchema, description: 'Newest first.' },
    nextCursor: {
      type: ['string', 'null'],
      description: 'Give it as `cursor` to get the next, older page; null on the last one.',
    },
  },
} as const

export const pageQuerySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20, description: 'Entries in a page.' },
    cursor: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      description: 'The `nextCursor` of the page before; without it the newest entries.',
    },
  },
} as const

export const entryParamsSchema = {
  type: 'object',
  required: ['id'],
  properties: { id },
} as const
