export type Environment = Readonly<Record<string, string | undefined>>

/** Names every mistake at once, so that one restart is enough to fix them all. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(`Cannot start, the environment has mistakes:\n${mistakes.map((m) => `- ${m}`).join('\n')}`)
    this.mistakes = mistakes
  }
}

/** Reads single variables and collects what is wrong with them; an empty variable counts as unset. */
export interface EnvironmentReader {
  text(name: string, fallback: string): string
  required(name: string, expected: string): string
  integer(name: string, fallback: number, min: number, max: number): number
  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T
  mistake(text: string): void
}

/** Runs `read`; throws ConfigError when it met any mistake. What `read` returns then is never seen. */
export function readEnvironment<T>(env: Environment, read: (reader: EnvironmentReader) => T): T {
  const mistakes: string[] = []
  const result = read({
    mistake: (text) => void mistakes.push(text),

    text: (name, fallback) => env[name] || fallback,

    required(name, expected) {
      const value = env[name]
      if (value) return value
      mistakes.push(`${name} is missing, expected ${expected}.`)
      return ''
    },

    integer(name, fallback, min, max) {
      const raw = env[name] || String(fallback)
      const value = Number(raw)
      if (/^\d+$/.test(raw) && value >= min && value <= max) return value
      mistakes.push(`${name} is "${raw}", expected a whole number from ${min} to ${max}.`)
      return fallback
    },

    oneOf(name, values, fallback) {
      const raw = env[name] || fallback
      const value = values.find((known) => known === raw)
      if (value !== undefined) return value
      mistakes.push(`${name} is "${raw}", expected one of ${values.join(', ')}.`)
      return fallback
    },
  })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return result
}
