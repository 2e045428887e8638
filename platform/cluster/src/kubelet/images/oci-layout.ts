import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { errorCode } from '../../machinery/error-code.ts'
import { asArray, asObject, asString, type JsonObject } from '../../machinery/json/json.ts'
import type { ImageReference } from './image-reference.ts'

/** Where a blob is and what it holds (OCI image-spec: Content Descriptors). */
export interface Descriptor {
  digest: string
  mediaType: string
  annotations: JsonObject
  platform: { os: string; architecture: string } | undefined
}

/** What a container takes from its image (OCI image-spec: Image Configuration, `config`). */
export interface ImageConfig {
  env: Record<string, string>
  workingDir: string
  entrypoint: string[]
  cmd: string[]
  /** As written: `10001`, `10001:10001`, a name, or '' for root. */
  user: string
  stopSignal: string
}

/** An image as its manifest describes it, before any layer is read. */
export interface ImageDescription {
  digest: string
  layers: Descriptor[]
  config: ImageConfig
}

const refName = 'org.opencontainers.image.ref.name'

/** Finds an image in the layout of its repository (OCI image-spec: Image Layout), by digest or by tag. */
export async function describeImage(layoutDir: string, reference: ImageReference): Promise<ImageDescription> {
  const index = await readIndex(layoutDir, reference)
  const wanted = descriptors(index.manifests).find(({ digest, annotations }) =>
    reference.digest === undefined ? annotations[refName] === reference.tag : digest === reference.digest,
  )
  if (wanted === undefined) throw notFound(reference)
  const manifest = await readManifest(layoutDir, wanted)
  const config = descriptor(manifest.value.config)
  return {
    digest: manifest.digest,
    layers: descriptors(manifest.value.layers),
    config: imageConfig(asObject((await readJsonBlob(layoutDir, config.digest)).config)),
  }
}

/** The path of a blob; a digest of another form than ours is refused, so none can point elsewhere. */
export function blobPath(layoutDir: string, digest: string): string {
  if (!/^sha256:[a-f0-9]{64}$/.test(digest)) {
    throw new GitopsError('image-corrupt', `Cannot read ${layoutDir}: unsupported digest "${digest}".`)
  }
  return join(layoutDir, 'blobs', 'sha256', digest.slice('sha256:'.length))
}

async function readIndex(layoutDir: string, reference: ImageReference): Promise<JsonObject> {
  try {
    return asObject(JSON.parse(await readFile(join(layoutDir, 'index.json'), 'utf8')))
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') throw notFound(reference)
    throw new GitopsError('image-corrupt', `Cannot read ${join(layoutDir, 'index.json')}.`, { cause })
  }
}

async function readManifest(
  layoutDir: string,
  { digest }: Descriptor,
): Promise<{ digest: string; value: JsonObject }> {
  const value = await readJsonBlob(layoutDir, digest)
  if (!Array.isArray(value.manifests)) return { digest, value }
  const ours = descriptors(value.manifests).find(
    ({ platform }) => platform?.os === process.platform && platform.architecture === ociArchitecture(),
  )
  if (ours === undefined) {
    throw new GitopsError(
      'image-not-found',
      `no match for platform in manifest: ${process.platform}/${ociArchitecture()}`,
    )
  }
  return { digest: ours.digest, value: await readJsonBlob(layoutDir, ours.digest) }
}

async function readJsonBlob(layoutDir: string, digest: string): Promise<JsonObject> {
  const path = blobPath(layoutDir, digest)
  try {
    const bytes = await readFile(path)
    if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` === digest) {
      return asObject(JSON.parse(bytes.toString('utf8')))
    }
  } catch (cause) {
    throw new GitopsError('image-corrupt', `Cannot read image blob ${path}.`, { cause })
  }
  throw new GitopsError('image-corrupt', `Cannot use image blob ${path}: its content has another digest.`)
}

function imageConfig(config: JsonObject): ImageConfig {
  const env: Record<string, string> = {}
  for (const entry of strings(config.Env)) {
    const equals = entry.indexOf('=')
    if (equals > 0) env[entry.slice(0, equals)] = entry.slice(equals + 1)
  }
  return {
    env,
    workingDir: asString(config.WorkingDir) || '/',
    entrypoint: strings(config.Entrypoint),
    cmd: strings(config.Cmd),
    user: asString(config.User),
    stopSignal: asString(config.StopSignal),
  }
}

function descriptors(value: unknown): Descriptor[] {
  return asArray(value).map(descriptor)
}

function descriptor(value: unknown): Descriptor {
  const { digest, mediaType, annotations, platform } = asObject(value)
  const { os, architecture } = asObject(platform)
  return {
    digest: asString(digest),
    mediaType: asString(mediaType),
    annotations: asObject(annotations),
    platform: platform === undefined ? undefined : { os: asString(os), architecture: asString(architecture) },
  }
}

function strings(value: unknown): string[] {
  return asArray(value).filter((entry) => typeof entry === 'string')
}

function ociArchitecture(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}

function notFound({ repository, tag, digest }: ImageReference): GitopsError {
  const name = digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`
  return new GitopsError(
    'image-not-found',
    `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`,
    { retryable: true },
  )
}
