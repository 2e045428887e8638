import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, type ExecResult, tryExec } from '@gitops-example/kit/exec'

export interface RegistryOptions {
  /** Directories to find skopeo in, as in `PATH`. */
  searchPath: string
  /** Where skopeo finds its credentials, such as REGISTRY_AUTH_FILE or DOCKER_CONFIG. */
  env?: Record<string, string>
  signal?: AbortSignal
}

const timeoutMs = 300_000

/** Throws unless the registry has the image; needs the program skopeo, which speaks to every registry. */
export async function assertImageExists(
  repository: string,
  tag: string,
  options: RegistryOptions,
): Promise<void> {
  const reference = `docker://${repository}:${tag}`
  const result = await skopeo(['inspect', '--raw', '--no-tags', reference], options)
  if (result.exitCode === 0) return
  if (/manifest unknown|not found|name unknown|404/i.test(result.stderr)) {
    throw new GitopsError('image-missing', `The registry has no image ${repository}:${tag}.`, {
      hint: 'Was its build red, or its tag removed? Build and push it first: gitops build --push.',
    })
  }
  throw registryFailure(`look for ${repository}:${tag}`, result)
}

/** Copies an image of a layout on disk to a registry. */
export async function pushImage(
  layoutDir: string,
  repository: string,
  tag: string,
  options: RegistryOptions,
): Promise<void> {
  const args = [
    'copy',
    '--quiet',
    '--retry-times',
    '3',
    `oci:${layoutDir}:${tag}`,
    `docker://${repository}:${tag}`,
  ]
  const result = await skopeo(args, options)
  if (result.exitCode !== 0) throw registryFailure(`push ${repository}:${tag}`, result)
}

async function skopeo(
  args: readonly string[],
  { searchPath, env, signal }: RegistryOptions,
): Promise<ExecResult> {
  const path = searchPath
    .split(delimiter)
    .map((directory) => join(directory, 'skopeo'))
    .find(existsSync)
  if (path === undefined) {
    throw new GitopsError(
      'skopeo-missing',
      'Speaking to a registry needs the program skopeo, which is not on PATH.',
      {
        hint: 'Install it (apt-get install skopeo, brew install skopeo) and run the same command again.',
      },
    )
  }
  return await tryExec([path, ...args], {
    env: { ...baseEnv(), ...env },
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  })
}

function registryFailure(action: string, { stderr }: ExecResult): GitopsError {
  const lines = stderr.trim().split('\n').slice(-3).join('\n')
  return new GitopsError('registry-failed', `Cannot ${action}: ${lines}`, {
    hint: 'Check the name of the repository, and skopeo login REGISTRY.',
  })
}
