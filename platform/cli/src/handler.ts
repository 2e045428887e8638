import { parseArguments } from './arguments/parse-arguments.ts'
import type { Given } from './arguments/values.ts'
import type { Io } from './io.ts'
import type { Verb } from './verb.ts'

/** Runs a verb with the arguments after its name; the result is the exit code. */
export type Handler = (argv: readonly string[], io: Io) => Promise<number>

/** The code of a verb, called with what its data says it takes. */
export function handler<const V extends Verb>(
  verb: V,
  act: (given: Given<V>, io: Io) => Promise<number>,
): Handler {
  return async (argv, io) =>
    act(
      parseArguments(verb, argv, (line) => io.err(`gitops ${verb.name}: ${line}`)),
      io,
    )
}
