import type { Io } from '../io.ts'

/** Prints a result for machines. */
export function printJson(io: Io, value: unknown): void {
  io.out(JSON.stringify(value, undefined, 2))
}
