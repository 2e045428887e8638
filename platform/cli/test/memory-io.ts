import { systemClock } from '@gitops-example/kit/clock'
import type { Io } from '../src/io.ts'

/** An Io that keeps what is printed, in a directory without a checkout. */
export function memoryIo(changes: Partial<Io> = {}): { io: Io; out: string[]; err: string[] } {
  const out: string[] = []
  const err: string[] = []
  const io: Io = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    paint: (_, text) => text,
    env: {},
    clock: systemClock,
    root: '/nonexistent',
    signal: new AbortController().signal,
    outputLost: new AbortController().signal,
    ...changes,
  }
  return { io, out, err }
}
