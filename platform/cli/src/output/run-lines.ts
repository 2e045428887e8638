import type { RunUpdate } from '@gitops-example/local/run/delivery-run'
import { plainLines } from '@gitops-example/local/run/plain-lines'
import type { Io } from '../io.ts'

/** Prints a delivery as it goes: progress on stderr, the end on stdout. */
export function runPrinter(io: Io): (update: RunUpdate) => void {
  const lines = plainLines()
  return (update) => {
    const print = update.type === 'ended' ? io.out : io.err
    for (const line of lines(update)) print(coloured(line, update, io.paint))
  }
}

function coloured(line: string, update: RunUpdate, paint: Io['paint']): string {
  if (update.type === 'phase') return update.failed ? paint('red', line) : paint('dim', line)
  if (update.type === 'started') return paint('bold', line)
  if (/ is live after \d+ ms\.$/.test(line)) return paint('green', line)
  return line.replace(/━+/, (bar) => paint('cyan', bar))
}
