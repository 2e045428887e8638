import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../api/guestbook-api.ts'
import type { FormState } from '../pages/entry-form.tsx'
import { ErrorPage } from '../pages/error-page.tsx'
import type { Site } from '../pages/layout.tsx'
import { sendPage } from './render.ts'

const home = { label: 'To the guestbook', href: '/' }

export function installErrorPages(app: FastifyInstance, site: Site): void {
  app.setNotFoundHandler((_request, reply) => sendNotFound(reply, site))

  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
    if (error instanceof ApiError && error.code !== 'refused') return sendApiAway(error, request, reply, site)
    const status = error instanceof ApiError ? 500 : (error.statusCode ?? 500)
    if (status < 500) {
      request.log.info({ err: error }, 'request refused')
      return sendPage(
        reply,
        status,
        <ErrorPage site={site} heading="That did not work" text={explain(status)} action={home} />,
      )
    }
    request.log.error({ err: error }, 'request failed')
    return sendPage(
      reply,
      500,
      <ErrorPage
        site={site}
        heading="Something broke here"
        text="This is our mistake, not yours. Please try again in a moment."
        action={home}
        requestId={request.id}
      />,
    )
  })
}

export function sendNotFound(reply: FastifyReply, site: Site): FastifyReply {
  return sendPage(
    reply,
    404,
    <ErrorPage site={site} heading="Nothing here" text="There is no page at this address." action={home} />,
  )
}

/** The API cannot be reached or fails: says so, and gives back what the visitor typed. */
export function sendApiAway(
  error: ApiError,
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
  form?: FormState,
): FastifyReply {
  request.log.error({ err: error }, 'the API is away')
  reply.header('retry-after', '5')
  const retry = request.method === 'GET' ? request.url : '/'
  return sendPage(
    reply,
    503,
    <ErrorPage
      site={site}
      heading="The guestbook is away for a moment"
      text="The service that keeps the entries does not answer. Nothing that was saved is lost; please try again shortly."
      action={form ? { label: 'Look at the entries', href: '/' } : { label: 'Try again', href: retry }}
      requestId={request.id}
      {...(form ? { form } : {})}
    />,
  )
}

function explain(status: number): string {
  if (status === 403) return 'This form was sent from another site, so nothing was changed.'
  if (status === 413) return 'What you sent is too long.'
  if (status === 415) return 'Please use the form of this site.'
  return 'The request was not understood.'
}
