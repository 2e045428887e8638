import type { Io } from '../io.ts'
import { UsageError } from '../verb.ts'

/**
 * A question that only `answer`, typed in full, says yes to. With `yes` nothing is asked. Throws a usage error at once,
 * before anything has run, where there is neither `--yes` nor a terminal.
 */
export function confirmer(io: Io, answer: string, yes: boolean): (question: string) => Promise<boolean> {
  if (yes) return async () => true
  const { ask } = io
  if (ask === undefined) throw new UsageError('Nobody can be asked: this is not a terminal. Give --yes.')
  return async (question) => {
    const typed = await ask(`${question} Type ${answer} to go on: `)
    io.signal.throwIfAborted()
    return typed.trim() === answer
  }
}
