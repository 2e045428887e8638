import type { Writable } from 'node:stream'

/** Resolves when a stream takes more, or never will; leaves no listener behind. */
export function untilDrained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off('drain', settle).off('close', settle)
      resolve()
    }
    if (stream.destroyed || !stream.writableNeedDrain) return resolve()
    stream.on('drain', settle).on('close', settle)
  })
}
