import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { withLockFile } from '@gitops-example/kit/files/lock-file'
import { writeAtomically } from '@gitops-example/kit/files/write-atomically'

interface Descriptor {
  mediaType: string
  /** `sha256:` and the hash in hex. */
  digest: string
  size: number
  annotations?: Record<string, string>
  platform?: { architecture: string; os: string }
}

interface Index {
  schemaVersion: 2
  mediaType: string
  /** The newest last. */
  manifests: Descriptor[]
}

interface Manifest {
  schemaVersion: 2
  mediaType: string
  config: Descriptor
  layers: Descriptor[]
  annotations?: Record<string, string>
}

export interface NewImage {
  tag: string
  /** An uncompressed tar. */
  layer: Buffer
  /** The image configuration for a layer of this digest. */
  config: (layerDigest: string) => { architecture: string; os: string }
  annotations: Record<string, string>
}

const refName = 'org.opencontainers.image.ref.name'
const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const

/**
 * The images of one repository as an OCI image layout (image-spec, image-layout.md). A tag is the annotation
 * `org.opencontainers.image.ref.name` of a manifest. Readers never see half a file; several processes may write.
 */
export class ImageLayout {
  readonly directory: string
  readonly #clock: Clock

  constructor(directory: string, clock: Clock) {
    this.directory = directory
    this.#clock = clock
  }

  /** Adds an image of one layer, or gives its tag to it; returns the digest of its manifest. */
  async put({ tag, layer, config, annotations }: NewImage): Promise<string> {
    const layerBlob = describe(mediaTypes.layer, layer)
    const image = config(layerBlob.digest)
    const configBytes = toJson(image)
    const configBlob = describe(mediaTypes.config, configBytes)
    const manifestBytes = toJson({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: configBlob,
      layers: [layerBlob],
      annotations,
    } satisfies Manifest)
    const { architecture, os } = image
    const manifest: Descriptor = {
      ...describe(mediaTypes.manifest, manifestBytes),
      annotations: { [refName]: tag },
      platform: { architecture, os },
    }
    await this.#change(async (manifests) => {
      await this.#writeBlob(layerBlob, layer)
      await this.#writeBlob(configBlob, configBytes)
      await this.#writeBlob(manifest, manifestBytes)
      return [...manifests.filter((one) => tagOf(one) !== tag), manifest]
    })
    return manifest.digest
  }

  /** The digest of a tag's manifest, or undefined when there is no such image. */
  async find(tag: string): Promise<string | undefined> {
    const found = (await this.#index()).manifests.find((one) => tagOf(one) === tag)
    return found !== undefined && existsSync(this.#blobPath(found.digest)) ? found.digest : undefined
  }

  /** Every tag, the newest last. */
  async tags(): Promise<string[]> {
    return (await this.#index()).manifests.map(tagOf)
  }

  /** Removes every image whose tag `keep` does not accept, and the blobs that no other image needs. */
  async prune(keep: (tag: string) => boolean): Promise<void> {
    await this.#change((manifests) => manifests.filter((one) => keep(tagOf(one))))
    // The index that is on disk now names none of the blobs that go.
    await this.#change(async (manifests) => {
      await this.#removeBlobsExcept(manifests)
      return manifests
    })
  }

  async #removeBlobsExcept(manifests: readonly Descriptor[]): Promise<void> {
    const needed = new Set<string>()
    for (const { digest } of manifests) {
      const manifest = JSON.parse(await readFile(this.#blobPath(digest), 'utf8')) as Manifest
      for (const one of [digest, manifest.config.digest, ...manifest.layers.map((layer) => layer.digest)]) {
        needed.add(one.replace('sha256:', ''))
      }
    }
    const blobs = join(this.directory, 'blobs', 'sha256')
    const names = existsSync(blobs) ? await readdir(blobs) : []
    await Promise.all(
      names.filter((name) => !needed.has(name)).map((name) => rm(join(blobs, name), { force: true })),
    )
  }

  async #index(): Promise<Index> {
    const path = join(this.directory, 'index.json')
    if (!existsSync(path)) return { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [] }
    try {
      return JSON.parse(await readFile(path, 'utf8')) as Index
    } catch (cause) {
      throw new GitopsError('image-layout-broken', `Cannot read ${path}: it is not valid JSON.`, {
        hint: 'Remove its directory: images are built again when they are needed.',
        cause,
      })
    }
  }

  /** Blobs are written and removed under the same lock as the index, so none is removed before it gets its tag. */
  async #change(change: (manifests: Descriptor[]) => Descriptor[] | Promise<Descriptor[]>): Promise<void> {
    await withLockFile(join(this.directory, '.lock'), this.#clock, async () => {
      const layout = join(this.directory, 'oci-layout')
      if (!existsSync(layout)) await writeAtomically(layout, '{"imageLayoutVersion":"1.0.0"}\n')
      const index = await this.#index()
      const manifests = await change(index.manifests)
      await writeAtomically(join(this.directory, 'index.json'), toJson({ ...index, manifests }))
    })
  }

  async #writeBlob({ digest }: Descriptor, content: Buffer): Promise<void> {
    const path = this.#blobPath(digest)
    if (!existsSync(path)) await writeAtomically(path, content)
  }

  #blobPath(digest: string): string {
    return join(this.directory, 'blobs', ...digest.split(':'))
  }
}

function describe(mediaType: string, content: Buffer): Descriptor {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
  return { mediaType, digest, size: content.length }
}

function tagOf({ annotations }: Descriptor): string {
  return annotations?.[refName] ?? ''
}

function toJson(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`)
}
