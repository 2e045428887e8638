import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

/** What a verb may touch of the outside; tests give their own. */
export interface Io {
  /** Results. A newline is added. */
  out: (line: string) => void
  /** Progress and errors. A newline is added. */
  err: (line: string) => void
  /** Marks text for people; the text itself where colour is not wanted (not a terminal, `NO_COLOR`). */
  paint: (style: Style, text: string) => string
  env: NodeJS.ProcessEnv
  /** The root of the checkout that this program belongs to. */
  root: string
  /** Aborted by Ctrl-C and by a polite kill. */
  signal: AbortSignal
}

export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim'

/** The process's own streams and signals. */
export function processIo(): Io {
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stderr }),
    env: process.env,
    root: fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, ''),
    signal: onSignals(),
  }
}

function onSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => controller.abort(new Interrupted(signal)))
  }
  return controller.signal
}

/** Why `Io.signal` was aborted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'

  constructor(signal: string) {
    super(`Interrupted by ${signal}.`)
  }
}
