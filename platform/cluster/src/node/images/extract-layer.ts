import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { PassThrough, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { GitopsError } from '@gitops-example/kit/errors'
import { extract, list, type ReadEntry } from 'tar'
import { blobPath, type Descriptor } from './oci-layout.ts'

const whiteout = '.wh.'
const opaque = '.wh..wh..opq'

/**
 * Lays one layer over what `root` holds (OCI image-spec: Layer Filesystem Changeset). Files are readable by every user
 * and writable by none; owners, devices and the set-uid bit are left out. Throws when the content has another digest.
 */
export async function extractLayer(layoutDir: string, layer: Descriptor, root: string): Promise<void> {
  const path = blobPath(layoutDir, layer.digest)
  if ((await readdir(root)).length > 0) await applyWhiteouts(path, layer, root)
  await readLayer(
    path,
    layer,
    extract({ cwd: root, preserveOwner: false, noMtime: true, strict: true, filter: keepEntry }),
  )
}

/** First of all, as a layer's whiteouts hide only what is below it, wherever in the archive they stand. */
async function applyWhiteouts(path: string, layer: Descriptor, root: string): Promise<void> {
  const marks: string[] = []
  const onReadEntry = ({ path: name }: ReadEntry) => {
    if (basename(name).startsWith(whiteout)) marks.push(name)
  }
  await readLayer(path, layer, list({ onReadEntry }))
  for (const mark of marks) {
    const directory = join(root, dirname(mark))
    if (relative(root, directory).startsWith('..')) continue
    if (basename(mark) === opaque) {
      await rm(directory, { recursive: true, force: true })
      await mkdir(directory, { recursive: true, mode: 0o755 })
    } else {
      await rm(join(directory, basename(mark).slice(whiteout.length)), { recursive: true, force: true })
    }
  }
}

function keepEntry(path: string, entry: ReadEntry | object): boolean {
  if (basename(path).startsWith(whiteout)) return false
  if (!('type' in entry)) return true
  if (entry.type === 'Directory') entry.mode = 0o755
  else if (entry.mode !== undefined) entry.mode = entry.mode & 0o111 ? 0o555 : 0o444
  if (entry.type === 'SymbolicLink' && entry.linkpath?.startsWith('/')) {
    // Absolute in the image, whose root is a directory here.
    entry.linkpath = relative(dirname(join('/', path)), entry.linkpath) || '.'
  }
  return entry.type !== 'CharacterDevice' && entry.type !== 'BlockDevice' && entry.type !== 'FIFO'
}

async function readLayer(path: string, { digest, mediaType }: Descriptor, archive: unknown): Promise<void> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  try {
    // tar's stream has the methods of a Writable, and is none by type.
    await pipeline(createReadStream(path), hashing, decompressor(path, mediaType), archive as Writable)
  } catch (cause) {
    throw new GitopsError(
      'image-corrupt',
      `Cannot extract image layer ${path}: ${(cause as Error).message}`,
      {
        cause,
      },
    )
  }
  if (`sha256:${hash.digest('hex')}` !== digest) {
    throw new GitopsError('image-corrupt', `Cannot use image layer ${path}: its content has another digest.`)
  }
}

function decompressor(path: string, mediaType: string): Transform {
  if (mediaType.endsWith('+gzip') || mediaType.endsWith('.gzip')) return createGunzip()
  if (mediaType.endsWith('+zstd')) return createZstdDecompress()
  if (mediaType.endsWith('.tar')) return new PassThrough()
  throw new GitopsError('image-corrupt', `unsupported media type "${mediaType}" (${path})`)
}
