import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { ApiError, type EntryDraft, type FieldProblem, type GuestbookApi } from '../api/guestbook-api.ts'
import { checkDraft, readDraft } from '../draft.ts'
import { HomePage } from '../pages/home.tsx'
import type { Site } from '../pages/layout.tsx'
import { sendApiAway, sendNotFound } from './errors.tsx'
import { callerOf, readCursor } from './home-route.tsx'
import { sendPage } from './render.ts'
import { isSameOrigin } from './same-origin.ts'

/** The forms. They live in a scope of their own: only here are bodies read and origins checked. */
export function serveEntries(parent: FastifyInstance, api: GuestbookApi, site: Site): void {
  parent.register(async (app) => {
    app.addHook('onRequest', async (request) => {
      if (!isSameOrigin(request.headers)) {
        throw Object.assign(new Error('A form of another origin was refused.'), { statusCode: 403 })
      }
    })
    app.register(formbody)

    app.post('/entries', async (request, reply) => {
      const draft = readDraft(request.body)
      let problems: readonly FieldProblem[] = checkDraft(draft)
      try {
        if (problems.length === 0) {
          await api.add(draft, callerOf(request))
          return reply.redirect('/', 303)
        }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        if (error.code !== 'refused') {
          return sendApiAway(error, request, reply, site, { draft, problems: [], notice: notSaved(error) })
        }
        problems = refusedFields(error)
      }
      return sendForm(draft, problems)

      async function sendForm(draft: EntryDraft, problems: readonly FieldProblem[]) {
        const form = { draft, problems }
        try {
          const page = await api.list(undefined, callerOf(request))
          return sendPage(reply, 400, <HomePage site={site} page={page} cursor={undefined} form={form} />)
        } catch (error) {
          if (error instanceof ApiError) return sendApiAway(error, request, reply, site, form)
          throw error
        }
      }
    })

    app.post<{ Params: { id: string } }>('/entries/:id/delete', async (request, reply) => {
      try {
        await api.remove(request.params.id, callerOf(request))
      } catch (error) {
        // Only an id that no entry can have is refused.
        if (error instanceof ApiError && error.code === 'refused') return sendNotFound(reply, site)
        throw error
      }
      const body: unknown = request.body
      const cursor = readCursor(
        typeof body === 'object' && body !== null ? Reflect.get(body, 'cursor') : undefined,
      )
      return reply.redirect(cursor === undefined ? '/' : `/?cursor=${encodeURIComponent(cursor)}`, 303)
    })
  })
}

function notSaved(error: ApiError): string {
  return error.mayHaveHappened
    ? 'Your entry may or may not have been saved. Look at the entries before you send it again.'
    : 'Your entry has not been saved. It is still here, so you can send it again.'
}

function refusedFields(error: ApiError): readonly FieldProblem[] {
  if (error.problems.length > 0) return error.problems
  return [{ field: '', detail: 'The guestbook does not accept this entry.' }]
}
