import type { Io } from '../io.ts'
import { UsageError } from '../usage-error.ts'

/**
 * A question that only `answer`, typed in full, says yes to. With `yes` nothing is asked. Throws a usage error at once,
 * before anything has run, where there is neither `--yes` nor a terminal.
 */
export function confirmer(io: Io, answer: string, yes: boolean): (question: string) => Promise<boolean> {
  if (yes) return async () => true
  const { ask } = io
  if (ask === undefined)
    throw new UsageError('Cannot ask for confirmation: this is not a terminal. Add --yes.')
  return async (question) => {
    const typed = await ask(`${question} Type ${answer} to continue: `)
    io.signal.throwIfAborted()
    return typed.trim() === answer
  }
}
