import { parseArgs } from 'node:util'
import { GitopsError } from '@gitops-example/kit/errors'

export interface TortureOptions {
  minutes: number
  seed: number
  /** Kinds of attacks. */
  only: readonly string[]
}

/** Reads `--minutes N --seed S --only KIND[,KIND...]`; throws a GitopsError that names what is wrong. */
export function parseTortureOptions(
  argv: readonly string[],
  kinds: readonly string[],
  anySeed: () => number,
): TortureOptions {
  const options = { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } } as const
  const { values } = parseWords(() => parseArgs({ args: [...argv], options, allowPositionals: false }))
  const only = values.only?.split(',') ?? kinds
  const unknown = only.find((kind) => !kinds.includes(kind))
  if (unknown !== undefined) throw usage(`Unknown kind "${unknown}". Kinds are: ${kinds.join(', ')}.`)
  return {
    minutes: positive('--minutes', values.minutes ?? '5'),
    seed: values.seed === undefined ? anySeed() : positive('--seed', values.seed),
    only,
  }
}

function parseWords<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error))
  }
}

function positive(option: string, text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0) throw usage(`${option} must be a number above 0, not "${text}".`)
  return value
}

function usage(message: string): GitopsError {
  return new GitopsError('usage', message, {
    hint: 'Usage: npm run torture -- [--minutes N] [--seed S] [--only KIND,KIND].',
  })
}
