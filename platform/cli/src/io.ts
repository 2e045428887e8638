import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { type Clock, systemClock } from '@gitops-example/kit/clock'
import { lostOutput } from '@gitops-example/kit/process/lost-output'
import { lineWriter } from './line-writer.ts'
import { wantsColour } from './wants-colour.ts'

/** What a verb may touch of the outside; tests give their own. */
export interface Io {
  /** Results. A newline is added. */
  out: (line: string) => void
  /** Progress and errors. A newline is added. */
  err: (line: string) => void
  /** Marks text for people. A stream that wants no colour (it is not a terminal, `NO_COLOR`) is written without it. */
  paint: (style: Style, text: string) => string
  /** As the person gave it. */
  env: NodeJS.ProcessEnv
  /** For what a person or a server is waited for, and for times that are shown. */
  clock: Clock
  /** The root of the checkout that this program belongs to. */
  root: string
  /** Aborted by Ctrl-C and by a polite kill. */
  signal: AbortSignal
  /** Aborted, with the error, once results or progress cannot be written: `gitops status | head -1`. */
  outputLost: AbortSignal
  /** Asks the person at the terminal and returns the line that was typed; absent where nobody can answer. */
  ask?: (question: string) => Promise<string>
}

export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim'

/** The process's own streams and signals. */
export function processIo(): Io {
  const signal = onSignals()
  const { stdout, stderr, env } = process
  const colour = { out: wantsColour(env, stdout.isTTY), err: wantsColour(env, stderr.isTTY) }
  return {
    out: lineWriter(stdout, colour.out),
    err: lineWriter(stderr, colour.err),
    paint: (style, text) =>
      colour.out || colour.err ? styleText(style, text, { validateStream: false }) : text,
    outputLost: lostOutput(stdout, stderr),
    env: { ...env },
    clock: systemClock,
    root: fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, ''),
    signal,
    ...(process.stdin.isTTY && process.stderr.isTTY
      ? { ask: (question: string) => askTerminal(question, signal) }
      : {}),
  }
}

/** An end of input (Ctrl-D) is an empty answer. */
async function askTerminal(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const { promise: closed, resolve } = Promise.withResolvers<string>()
  terminal.once('close', () => resolve(''))
  // While it reads, the terminal's Ctrl-C is a key for it, and has to be passed on as the signal that it was.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await Promise.race([terminal.question(question, { signal }), closed])
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    terminal.close()
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
