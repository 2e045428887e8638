import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { Interrupted, type Io } from './io.ts'
import { UsageError, type Verb } from './verb.ts'
import { verbs } from './verbs.ts'

/** Arguments that name what is not there; the library knows, so no verb looks first. */
const usageCodes: ReadonlySet<string> = new Set(['unknown-environment', 'unknown-layer'])

/** Runs one command; the exit code is 0 done, 1 failed, 2 wrong usage. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(overview())
    return name === undefined ? 2 : 0
  }
  const entry = verbs[name]
  if (entry === undefined) {
    io.err(`gitops: unknown verb "${name}". Verbs are: ${Object.keys(verbs).join(', ')}.`)
    return 2
  }
  const verb = await entry.load()
  if (args.includes('--help') || args.includes('-h')) {
    io.out(verbHelp(name, verb))
    return 0
  }
  try {
    return await verb.run(args, io)
  } catch (error) {
    if (error instanceof UsageError || (error instanceof GitopsError && usageCodes.has(error.code))) {
      io.err(`gitops ${name}: ${describeError(error)}\nUsage: gitops ${name} ${verb.usage}`.trimEnd())
      return 2
    }
    if (error instanceof Interrupted || io.signal.aborted) return 130
    io.err(`gitops ${name}: ${describeError(error)}`)
    if (io.env.GITOPS_DEBUG && error instanceof Error) io.err(error.stack ?? '')
    return 1
  }
}

function overview(): string {
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  return [
    'Usage: gitops VERB [OPTIONS]',
    '',
    'Continuous Deployment by GitOps, on one machine and on AWS, from the same charts.',
    '',
    ...lines,
    '',
    'gitops VERB --help shows the options of a verb and examples.',
  ].join('\n')
}

function verbHelp(name: string, verb: Verb): string {
  const usage = `Usage: gitops ${name} ${verb.usage}`.trimEnd()
  return `${usage}\n\n${verb.help.trim()}`
}
