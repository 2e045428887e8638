import { createHash } from 'node:crypto'
import { GitopsError } from '@gitops-example/kit/errors'
import { registryFailure } from './registry-failure.ts'
import { type SkopeoOptions, skopeo } from './skopeo.ts'

/** What `pushImage` did: the registry has the image now, or had the very same before. */
export type Pushed = 'pushed' | 'present'

/** An image of a layout on disk, and where it goes. */
export interface LayoutImage {
  /** The directory of the image layout. */
  layout: string
  repository: string
  tag: string
  /** Of the manifest; it is the same in the registry. */
  digest: string
}

/** Long enough for a few kilobytes from a slow registry. */
const askTimeoutMs = 30_000
const copyTimeoutMs = 300_000

/** The digest of what a registry has under a tag; undefined when it has nothing there. Needs the program skopeo. */
export async function registryDigest(
  repository: string,
  tag: string,
  options: SkopeoOptions,
): Promise<string | undefined> {
  const image = `${repository}:${tag}`
  const args = ['inspect', '--raw', '--no-tags', ...plainHttp(repository), `docker://${image}`]
  const { exitCode, stdout, stderr } = await skopeo(args, { timeoutMs: askTimeoutMs, ...options })
  if (exitCode === 0) return `sha256:${createHash('sha256').update(stdout).digest('hex')}`
  const failure = registryFailure(`look for ${image}`, repository, stderr)
  if (failure.code === 'image-missing') return undefined
  throw failure
}

/** The digest of an image; throws `image-missing` when the registry does not have it. */
export async function existingDigest(
  repository: string,
  tag: string,
  options: SkopeoOptions,
): Promise<string> {
  const digest = await registryDigest(repository, tag, options)
  if (digest !== undefined) return digest
  throw new GitopsError('image-missing', `The registry has no image ${repository}:${tag}.`, {
    hint: 'Its build may have failed, or its tag was removed. Let CI build and push it, then run the same command again.',
  })
}

/**
 * Copies an image of a layout to its registry, byte for byte. Nothing is sent when it is there already; a tag that
 * names another image there is left alone, and `image-tag-taken` thrown.
 */
export async function pushImage(image: LayoutImage, options: SkopeoOptions): Promise<Pushed> {
  const { layout, repository, tag, digest } = image
  const present = await digestIfReadable(repository, tag, options)
  if (present === digest) return 'present'
  if (present !== undefined) {
    throw new GitopsError(
      'image-tag-taken',
      `Cannot push ${repository}:${tag} with ${digest}: the registry has ${present} under this tag.`,
      {
        hint: 'A tag never changes its image. If the registry has the wrong one, remove it there first.',
      },
    )
  }
  // The policy is about signatures of what is read: here that is our own layout.
  const args = ['--insecure-policy', 'copy', '--quiet', '--preserve-digests', '--retry-times', '3']
  const to = [...plainHttp(repository, 'dest-'), `docker://${repository}:${tag}`]
  const result = await skopeo([...args, `oci:.:${tag}`, ...to], {
    timeoutMs: copyTimeoutMs,
    ...options,
    cwd: layout,
  })
  if (result.exitCode !== 0) throw registryFailure(`push ${repository}:${tag}`, repository, result.stderr)
  return 'pushed'
}

/** Some registries deny the reading of a repository that the first push will make. */
async function digestIfReadable(
  repository: string,
  tag: string,
  options: SkopeoOptions,
): Promise<string | undefined> {
  try {
    return await registryDigest(repository, tag, options)
  } catch (error) {
    if (error instanceof GitopsError && error.code === 'registry-denied') return undefined
    throw error
  }
}

/** As Docker does, a registry on this very machine may speak HTTP, or have a certificate of its own. */
function plainHttp(repository: string, prefix: '' | 'dest-' = ''): string[] {
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\//.test(repository)
  return isLoopback ? [`--${prefix}tls-verify=false`] : []
}
