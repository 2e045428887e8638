import type { SkopeoOptions } from '@gitops-example/delivery/image/skopeo'
import type { Io } from '../io.ts'

const variables = ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'CONTAINERS_REGISTRIES_CONF']

/** How skopeo is found, and what it finds its credentials by. */
export function registryOptions(io: Io): SkopeoOptions {
  const env: Record<string, string> = {}
  for (const name of variables) {
    const value = io.env[name]
    if (value !== undefined) env[name] = value
  }
  return { searchPath: io.env.PATH ?? '', env, signal: io.signal }
}
