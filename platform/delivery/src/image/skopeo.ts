import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, type ExecResult, tryExec } from '@gitops-example/kit/process/exec'

export interface SkopeoOptions {
  /** Directories to find skopeo in, as in `PATH`. */
  searchPath: string
  /** Where skopeo finds its credentials, such as REGISTRY_AUTH_FILE or DOCKER_CONFIG. */
  env?: Record<string, string>
  /** For all of one call, retries included. */
  timeoutMs?: number
  signal?: AbortSignal
  /** Where it runs: a name such as `oci:PATH:TAG` ends its path at the first colon, so paths are best relative. */
  cwd?: string
}

/** How long skopeo may take to end by itself when its time is up. */
const graceMs = 10_000

/** Runs skopeo (skopeo(1)), which speaks to every registry; throws only when it is missing or cannot run. */
export async function skopeo(
  args: readonly string[],
  { searchPath, env, timeoutMs = 60_000, signal, cwd }: SkopeoOptions,
): Promise<ExecResult> {
  const path = searchPath
    .split(delimiter)
    .map((directory) => join(directory, 'skopeo'))
    .find(existsSync)
  if (path === undefined) {
    throw new GitopsError('skopeo-missing', 'skopeo is required to access a registry, and is not on PATH.', {
      hint: 'Install it (apt-get install skopeo, brew install skopeo), then run the same command again.',
    })
  }
  return await tryExec([path, '--command-timeout', `${timeoutMs}ms`, ...args], {
    env: { ...baseEnv(), ...env },
    timeoutMs: timeoutMs + graceMs,
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === undefined ? {} : { signal }),
  })
}
