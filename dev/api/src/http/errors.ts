import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DatabaseUnavailableError } from '../database/database-unavailable-error.ts'
import { fieldProblems } from './field-problems.ts'
import { ProblemError, sendProblem } from './problem.ts'

/** Every error leaves as a problem document; the log has the rest. */
export function installErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new ProblemError(404, `There is no ${request.method} ${pathOf(request)}.`)),
  )
  app.setErrorHandler(sendError)
}

export function sendError(
  error: FastifyError | ProblemError | DatabaseUnavailableError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOf(error)
  if (problem.statusCode < 500) request.log.info({ err: error }, 'request refused')
  else request.log.error({ err: error }, 'request failed')
  if (problem.statusCode === 503) reply.header('retry-after', '5')
  return sendProblem(request, reply, problem)
}

function problemOf(error: FastifyError | ProblemError | DatabaseUnavailableError): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof DatabaseUnavailableError) {
    return new ProblemError(503, 'The database is away for a moment. Please try again shortly.')
  }
  if (error.validation) {
    const part = error.validationContext ?? 'body'
    return new ProblemError(400, 'The request is not valid.', fieldProblems(error.validation, part))
  }
  const status = error.statusCode ?? 500
  if (status < 500) return new ProblemError(status, explain(error, status))
  return new ProblemError(500, 'This is our mistake, not yours. Please try again in a moment.')
}

function explain(error: FastifyError, status: number): string {
  if (status === 413) return 'The body is too large: at most 32 KiB are read.'
  if (status === 415) return 'The body must be JSON, with the content type application/json.'
  if (error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY') return 'The body is empty, expected JSON.'
  if (error.code === 'FST_ERR_BAD_URL') return 'The address is not well-formed.'
  // What JSON.parse says names the place of the mistake.
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError) {
    return 'The body is not valid JSON.'
  }
  return 'The request was not understood.'
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? ''
}
