import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Sends a page; JSX has escaped every text in it. */
export function sendPage(reply: FastifyReply, statusCode: number, page: VNode): FastifyReply {
  return reply
    .code(statusCode)
    .header('cache-control', 'private, no-cache')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${renderToString(page)}`)
}
