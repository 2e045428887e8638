import type { ServerResponse } from 'node:http'
import { StatusError } from '../../machinery/status-error.ts'

/** A whole answer; a `json` that is text or bytes was encoded before, in the form that `contentType` names. */
export interface JsonAnswer {
  code: number
  json: string | Buffer | object
  /** Sent as `Warning` headers, which kubectl prints. */
  warnings?: readonly string[]
  contentType?: string
}

/** An answer that goes on, such as a watch or a log; `run` ends with it. */
export interface StreamAnswer {
  contentType: string
  warnings?: readonly string[]
  run: (response: ServerResponse) => void | Promise<void>
}

export type Answer = JsonAnswer | StreamAnswer

export const ok = (json: string | object, warnings?: readonly string[]): JsonAnswer => ({
  code: 200,
  json,
  ...(warnings && { warnings }),
})

export const plainText = (text: string): JsonAnswer => ({
  code: 200,
  json: text,
  contentType: 'text/plain; charset=utf-8',
})

/** The `Status` that goes over the wire for any thrown value; what is not a `StatusError` is a fault of ours. */
export function errorAnswer(error: unknown): JsonAnswer {
  const status =
    error instanceof StatusError
      ? error
      : new StatusError(500, 'InternalError', 'Internal error occurred: the request failed unexpectedly')
  return { code: status.status.code, json: status.status }
}

export async function sendAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  for (const warning of answer.warnings ?? []) response.appendHeader('Warning', warningHeader(warning))
  if ('run' in answer) {
    response.writeHead(200, { 'Content-Type': answer.contentType, 'Cache-Control': 'no-cache, private' })
    response.flushHeaders()
    await answer.run(response)
    return
  }
  const { json } = answer
  const body = typeof json === 'string' || Buffer.isBuffer(json) ? json : JSON.stringify(json)
  response.writeHead(answer.code, {
    'Content-Type': answer.contentType ?? 'application/json',
    'Cache-Control': 'no-cache, private',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** RFC 7234, section 5.5, as upstream writes it; header values carry printable ASCII only. */
function warningHeader(text: string): string {
  const printable = text.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, '\\$&')
  return `299 - "${printable}"`
}
