import type { Writable } from 'node:stream'

/** Ends a stream; resolves when everything that was written is out, or can no longer get there. */
export function endStream(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve)
    stream.end(() => resolve())
  })
}
