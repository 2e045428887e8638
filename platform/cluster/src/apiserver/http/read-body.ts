import type { IncomingMessage } from 'node:http'
import { StatusError } from '../../machinery/status-error.ts'

/** Upstream's limit of a request (`--max-request-bytes` and the resource handlers): 3 MiB. */
export const bodyLimitBytes = 3 * 1024 * 1024

/** The whole body; stops reading and throws 413 as soon as it is known to be too large. */
export async function readBody(request: IncomingMessage, limitBytes = bodyLimitBytes): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes)
  const chunks: Buffer[] = []
  let size = 0
  try {
    // The connection stays open for the answer.
    const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
    for await (const chunk of body) {
      size += chunk.length
      if (size > limitBytes) throw tooLarge(limitBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof StatusError) throw error
    throw new StatusError(400, 'BadRequest', 'the request body ended before it was complete', {
      cause: error,
    })
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

function tooLarge(limitBytes: number): StatusError {
  const message = `Request entity too large: limit is ${limitBytes}`
  return new StatusError(413, 'RequestEntityTooLarge', message)
}
