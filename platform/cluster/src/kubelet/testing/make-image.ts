import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { create } from 'tar'

type LayerFiles = Record<string, string | { link: string }>

export interface ImageSpec {
  /** One layer per entry: path below `/` to content. A path that ends in a slash is a directory. */
  layers: LayerFiles[]
  config?: {
    Env?: string[]
    WorkingDir?: string
    Entrypoint?: string[]
    Cmd?: string[]
    User?: string
    StopSignal?: string
  }
  compression?: 'gzip' | 'zstd' | 'none'
}

const types = { gzip: 'tar+gzip', zstd: 'tar+zstd', none: 'tar' }

/** Writes an image into the layout of its repository, beside the images that are there; answers its digest. */
export async function makeImage(
  imagesDir: string,
  repository: string,
  tag: string,
  { layers, config = {}, compression = 'gzip' }: ImageSpec,
): Promise<string> {
  const layout = join(imagesDir, repository)
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true })
  const blob = async (bytes: Uint8Array, mediaType: string) => {
    const hex = createHash('sha256').update(bytes).digest('hex')
    await writeFile(join(layout, 'blobs', 'sha256', hex), bytes)
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length }
  }
  const layerBlobs = []
  for (const files of layers) {
    const tar = await tarOf(files)
    const bytes =
      compression === 'gzip' ? gzipSync(tar) : compression === 'zstd' ? zstdCompressSync(tar) : tar
    layerBlobs.push(await blob(bytes, `application/vnd.oci.image.layer.v1.${types[compression]}`))
  }
  const json = (value: unknown) => Buffer.from(JSON.stringify(value))
  const configBlob = await blob(
    json({ architecture: 'amd64', os: 'linux', config, rootfs: { type: 'layers', diff_ids: [] } }),
    'application/vnd.oci.image.config.v1+json',
  )
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = await blob(
    json({ schemaVersion: 2, mediaType, config: configBlob, layers: layerBlobs }),
    mediaType,
  )
  const indexPath = join(layout, 'index.json')
  const index = await readFile(indexPath, 'utf8').then(
    (text) => JSON.parse(text) as { manifests: { annotations: Record<string, string> }[] },
    () => ({ manifests: [] }),
  )
  const refName = 'org.opencontainers.image.ref.name'
  const others = index.manifests.filter(({ annotations }) => annotations[refName] !== tag)
  const manifests = [...others, { ...manifest, annotations: { [refName]: tag } }]
  await writeFile(join(layout, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
  await writeFile(indexPath, json({ schemaVersion: 2, manifests }))
  return manifest.digest
}

async function tarOf(files: LayerFiles): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'make-image-'))
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = join(directory, path)
      await mkdir(path.endsWith('/') ? file : dirname(file), { recursive: true })
      if (typeof content !== 'string') await symlink(content.link, file)
      else if (!path.endsWith('/'))
        await writeFile(file, content, { mode: content.startsWith('#!') ? 0o755 : 0o644 })
    }
    const chunks: Buffer[] = []
    for await (const chunk of create({ cwd: directory, portable: true }, ['.']))
      chunks.push(Buffer.from(chunk))
    return Buffer.concat(chunks)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
