import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError, type Caller, type GuestbookApi } from '../api/guestbook-api.ts'
import { emptyForm } from '../pages/entry-form.tsx'
import { HomePage } from '../pages/home.tsx'
import type { Site } from '../pages/layout.tsx'
import { sendNotFound } from './errors.tsx'
import { sendPage } from './render.ts'

export function serveHome(app: FastifyInstance, api: GuestbookApi, site: Site): void {
  app.get<{ Querystring: { cursor?: unknown } }>('/', async (request, reply) => {
    const cursor = readCursor(request.query.cursor)
    try {
      const page = await api.list(cursor, callerOf(request))
      return sendPage(reply, 200, <HomePage site={site} page={page} cursor={cursor} form={emptyForm} />)
    } catch (error) {
      // Only a cursor that somebody made up is refused here.
      if (cursor !== undefined && error instanceof ApiError && error.code === 'refused') {
        return sendNotFound(reply, site)
      }
      throw error
    }
  })
}

/** A cursor as it came in a query or form; an empty or repeated one counts as none. */
export function readCursor(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function callerOf(request: FastifyRequest): Caller {
  return { requestId: request.id, log: request.log }
}
