import type { JsonSchemaToTsProvider } from '@fastify/type-provider-json-schema-to-ts'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from '../http/problem.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { draftSchema, entryParamsSchema, entrySchema, pageQuerySchema, pageSchema } from './entry-schemas.ts'
import type { Entry, EntryStore } from './entry-store.ts'

const tags = ['entries']

export function serveEntries(server: FastifyInstance, store: EntryStore): void {
  const app = server.withTypeProvider<JsonSchemaToTsProvider>()

  app.get(
    '/entries',
    {
      schema: {
        operationId: 'listEntries',
        summary: 'Entries, newest first, page by page',
        tags,
        querystring: pageQuerySchema,
        response: { 200: { description: 'One page.', ...pageSchema } },
      },
    },
    async ({ query: { limit, cursor } }) => {
      // One more than asked shows whether there is a next page.
      const found = await store.list(limit + 1, cursor === undefined ? undefined : readCursor(cursor))
      const entries = found.slice(0, limit)
      const last = found.length > limit ? entries.at(-1) : undefined
      return { entries: entries.map(present), nextCursor: last === undefined ? null : encodeCursor(last.id) }
    },
  )

  app.post(
    '/entries',
    {
      schema: {
        operationId: 'addEntry',
        summary: 'Adds an entry',
        tags,
        body: draftSchema,
        response: {
          201: { description: 'The new entry; its address is in the header Location.', ...entrySchema },
        },
      },
    },
    async ({ body }, reply) => {
      const entry = await store.add(body)
      return reply.code(201).header('location', `/entries/${entry.id}`).send(present(entry))
    },
  )

  app.get(
    '/entries/:id',
    {
      schema: {
        operationId: 'getEntry',
        summary: 'One entry',
        tags,
        params: entryParamsSchema,
        response: { 200: { description: 'The entry.', ...entrySchema } },
      },
    },
    async ({ params: { id } }) => {
      const entry = await store.find(id)
      if (entry === undefined) throw noEntry(id)
      return present(entry)
    },
  )

  app.delete(
    '/entries/:id',
    {
      schema: {
        operationId: 'deleteEntry',
        summary: 'Deletes an entry',
        tags,
        params: entryParamsSchema,
        response: { 204: { description: 'It is gone.', type: 'null' } },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await store.remove(id))) throw noEntry(id)
      return reply.code(204).send(null)
    },
  )
}

function present({ id, author, message, createdAt }: Entry) {
  return { id, author, message, createdAt: createdAt.toISOString() }
}

function readCursor(cursor: string): string {
  const before = decodeCursor(cursor)
  if (before !== undefined) return before
  throw new ProblemError(400, 'The request is not valid.', [
    { parameter: 'cursor', detail: 'This is not a nextCursor of a page.' },
  ])
}

function noEntry(id: string): ProblemError {
  return new ProblemError(404, `There is no entry ${id}.`)
}
