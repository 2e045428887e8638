import { setImmediate } from 'node:timers/promises'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { isReaderGone, readerGoneExitCode } from '@gitops-example/kit/process/lost-output'
import { unknownVerb } from './arguments/unknown-verb.ts'
import type { Handler } from './handler.ts'
import { handlers } from './handlers.ts'
import { overview } from './help/overview.ts'
import { usage, verbHelp } from './help/verb-help.ts'
import { Interrupted, type Io } from './io.ts'
import { UsageError } from './usage-error.ts'
import type { Verb } from './verb.ts'
import { verbGroups, verbs } from './verbs.ts'

/** Arguments that name what does not exist; the library knows, so no verb looks first. */
const usageCodes: ReadonlySet<string> = new Set([
  'unknown-environment',
  'unknown-layer',
  'no-such-commit',
  'bad-setting',
])

const helpOptions = ['--help', '-h']

/**
 * Runs one command; the exit code is 0 done, 1 failed, 2 wrong usage, 130 interrupted, and 141 where the reader of its
 * output has gone, as of other programs.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const code = await runCommand(argv, io)
  await setImmediate() // a write that fails is known a moment later
  const { aborted, reason } = io.outputLost
  if (!aborted || verbs.get(argv[0] ?? '')?.outlivesReader) return code
  if (isReaderGone(reason)) return readerGoneExitCode
  io.err(`gitops: Cannot write the output: ${describeError(reason)}`)
  return 1
}

async function runCommand(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || helpOptions.includes(name)) {
    io.out(overview(verbGroups))
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    const { versionLine } = await import('./version.ts')
    io.out(await versionLine(io.root))
    return 0
  }
  if (name === '__complete') {
    const { completionLines } = await import('./completion/completion-lines.ts')
    for (const line of completionLines(args, io.root)) io.out(line)
    return 0
  }
  const verb = verbs.get(name)
  const load = handlers.get(name)
  if (verb === undefined || load === undefined) {
    const known = name.startsWith('-') ? ['--help', '--version'] : [...verbs.keys()]
    io.err(`gitops: ${unknownVerb(name, known).message}\nRun ./gitops --help to see every verb.`)
    return 2
  }
  if (wantsHelp(args)) {
    io.out(verbHelp(verb))
    return 0
  }
  const signal = verb.outlivesReader ? io.signal : AbortSignal.any([io.signal, io.outputLost])
  return await runVerb(verb, load, args, { ...io, signal })
}

function wantsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).some((word) => helpOptions.includes(word))
}

async function runVerb(
  verb: Verb,
  load: () => Promise<Handler>,
  args: readonly string[],
  io: Io,
): Promise<number> {
  try {
    const handle = await load()
    return await handle(args, io)
  } catch (error) {
    if (error instanceof UsageError || (error instanceof GitopsError && usageCodes.has(error.code))) {
      io.err(`gitops ${verb.name}: ${describeError(error)}`)
      for (const line of usage(verb)) io.err(line)
      io.err(`Run ./gitops help ${verb.name} for its options and examples.`)
      return 2
    }
    if (error instanceof Interrupted || io.signal.aborted) return 130
    io.err(`gitops ${verb.name}: ${describeError(error)}`)
    if (isMissingModule(error)) io.err('The installed dependencies do not match the checkout. Run npm start.')
    if (io.env.GITOPS_DEBUG && error instanceof Error) io.err(error.stack ?? '')
    return 1
  }
}

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}
