import { constants } from 'node:os'
import type { Writable } from 'node:stream'

/**
 * Aborted, with the error as its reason, when one of these streams of a program cannot be written any more: its reader
 * has gone, as `head` does once it has its lines, or its disk is full. The program itself does not fail by that.
 */
export function lostOutput(...streams: Writable[]): AbortSignal {
  const lost = new AbortController()
  for (const stream of streams) stream.on('error', (error) => lost.abort(error))
  return lost.signal
}

/** Whether it is only that nobody reads on, which is no news to anybody: EPIPE of a pipe, EIO of a closed terminal. */
export function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'EIO')
}

/** What a shell shows of a program, such as git, that SIGPIPE has ended; Node itself ignores that signal. */
export const readerGoneExitCode = 128 + constants.signals.SIGPIPE
