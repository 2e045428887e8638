import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** What is wrong with one part of a request: `pointer` into its body (RFC 6901), or `parameter` by name. */
export type FieldProblem = ({ readonly pointer: string } | { readonly parameter: string }) & {
  readonly detail: string
}

/** An answer that explains itself (RFC 9457). `detail` is for people and says nothing of our inside. */
export class ProblemError extends Error {
  readonly statusCode: number
  readonly errors: readonly FieldProblem[]

  constructor(statusCode: number, detail: string, errors: readonly FieldProblem[] = []) {
    super(detail)
    this.statusCode = statusCode
    this.errors = errors
  }
}

export const problemContentType = 'application/problem+json'

/** The members of every problem document of this service. */
export const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Always about:blank: the status names the kind of problem.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'Finds the request in the logs.' },
    errors: {
      type: 'array',
      description: 'What is wrong with single parts of the request.',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body.' },
          parameter: { type: 'string', description: 'Name of a query or path parameter.' },
          detail: { type: 'string' },
        },
      },
    },
  },
} as const

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  { statusCode, message, errors }: ProblemError,
): FastifyReply {
  // As text, which no serializer of a route's schema touches.
  return reply
    .code(statusCode)
    .type(problemContentType)
    .send(
      problemText(statusCode, message, { requestId: request.id, ...(errors.length > 0 ? { errors } : {}) }),
    )
}

/** A problem document as text. */
export function problemText(status: number, detail: string, members: object): string {
  return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail, ...members })
}
