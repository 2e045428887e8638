export interface Config {
  readonly host: string
  readonly port: number
  readonly apiUrl: URL
  readonly logLevel: LogLevel
  /** The image's tag, which is the commit that it was built from. */
  readonly version: string
  /** When that commit was made, as ISO 8601; empty when the image does not say. */
  readonly committedAt: string
  readonly podName: string
  readonly drainMs: number
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Names every mistake at once, so that one restart is enough to mend them all. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID'
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[]) {
    super(
      `Cannot start the web app, its environment has mistakes:\n${mistakes.map((m) => `- ${m}`).join('\n')}`,
    )
    this.mistakes = mistakes
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the process environment; an empty variable counts as unset. Throws ConfigError. */
export function readConfig(env: Environment): Config {
  const mistakes: string[] = []
  const text = (name: string, fallback: string) => env[name] || fallback

  const integer = (name: string, fallback: number, max: number): number => {
    const raw = text(name, String(fallback))
    const value = Number(raw)
    if (/^\d+$/.test(raw) && value <= max) return value
    mistakes.push(`${name} is "${raw}", expected a whole number from 0 to ${max}.`)
    return fallback
  }

  const apiUrl = (): URL => {
    const raw = env.API_URL
    const placeholder = new URL('http://api')
    if (!raw) {
      mistakes.push('API_URL is missing, expected the base URL of the API such as http://api.')
      return placeholder
    }
    // Kubernetes leaves $(NAME) as it is when NAME is not set where the pod starts.
    const unexpanded = /\$\(([^)]*)\)?/.exec(raw)
    if (unexpanded) {
      mistakes.push(
        `API_URL is "${raw}": the service variable ${unexpanded[1]} is missing. ` +
          'Kubernetes sets it only for Services that exist before the pod starts; create the Service of the API, then restart this pod.',
      )
      return placeholder
    }
    const url = URL.canParse(raw) ? new URL(raw) : undefined
    if (url?.protocol === 'http:' && !url.search && !url.hash) return url
    mistakes.push(`API_URL is "${raw}", expected an http:// URL without query.`)
    return placeholder
  }

  const logLevel = (): LogLevel => {
    const raw = text('LOG_LEVEL', 'info')
    const level = logLevels.find((known) => known === raw)
    if (level) return level
    mistakes.push(`LOG_LEVEL is "${raw}", expected one of ${logLevels.join(', ')}.`)
    return 'info'
  }

  const config: Config = {
    host: text('HOST', '127.0.0.1'),
    port: integer('PORT', 8080, 65_535),
    apiUrl: apiUrl(),
    logLevel: logLevel(),
    version: text('APP_VERSION', 'development'),
    committedAt: text('APP_COMMITTED_AT', ''),
    podName: text('POD_NAME', 'none'),
    drainMs: integer('DRAIN_MS', 5_000, 600_000),
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return config
}
