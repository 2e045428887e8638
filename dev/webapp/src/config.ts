import { type Environment, type EnvironmentReader, readEnvironment } from '@guestbook/service-kit/environment'
import { readServiceConfig, type ServiceConfig } from '@guestbook/service-kit/service-config'

export interface Config extends ServiceConfig {
  readonly apiUrl: URL
}

/** Reads the process environment. Throws ConfigError with every mistake. */
export function readConfig(env: Environment): Config {
  return readEnvironment(env, (reader) => ({ ...readServiceConfig(reader), apiUrl: readApiUrl(reader) }))
}

function readApiUrl(reader: EnvironmentReader): URL {
  const placeholder = new URL('http://api')
  const raw = reader.required('API_URL', 'the base URL of the API such as http://api')
  if (raw === '') return placeholder
  // Kubernetes leaves $(NAME) as it is when NAME is not set where the pod starts.
  const unexpanded = /\$\(([^)]*)\)?/.exec(raw)
  if (unexpanded) {
    reader.mistake(
      `API_URL is "${raw}": the service variable ${unexpanded[1]} is missing. ` +
        'Kubernetes sets it only for Services that exist before the pod starts; create the Service of the API, then restart this pod.',
    )
    return placeholder
  }
  const url = URL.canParse(raw) ? new URL(raw) : undefined
  if (url?.protocol === 'http:' && !url.search && !url.hash) return url
  reader.mistake(`API_URL is "${raw}", expected an http:// URL without query.`)
  return placeholder
}
