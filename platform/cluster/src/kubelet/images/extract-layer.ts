import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { PassThrough, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, createZstdDecompress, gunzip, zstdDecompress } from 'node:zlib'
import { GitopsError } from '@gitops-example/kit/errors'
import { Parser, type ReadEntry, Unpack, UnpackSync } from 'tar'
import { errorCode } from '../../machinery/error-code.ts'
import { isWithin } from '../is-within.ts'
import { blobPath, type Descriptor } from './oci-layout.ts'

const whiteout = '.wh.'
const smallLayerBytes = 4 * 1024 * 1024
const smallContentBytes = 32 * 1024 * 1024
const gunzipWhole = promisify(gunzip)
const unzstdWhole = promisify(zstdDecompress)
const opaque = '.wh..wh..opq'

/**
 * Lays one layer over what `root` holds (OCI image-spec: Layer Filesystem Changeset). Files are readable by every user
 * and writable by none; owners, devices and the set-uid bit are left out. Throws when the content has another digest.
 */
export async function extractLayer(layoutDir: string, layer: Descriptor, root: string): Promise<void> {
  const path = blobPath(layoutDir, layer.digest)
  if ((await readdir(root)).length > 0) await applyWhiteouts(path, layer, root)
  const modes = new Map<string, number>()
  const filter = (name: string, entry: ReadEntry | object) => keepEntry(name, entry, modes)
  const options = { cwd: root, preserveOwner: false, chmod: true, noMtime: true, strict: true, filter }
  await readLayer(path, layer, (sync) => (sync ? new UnpackSync(options) : new Unpack(options)))
  await applyModes(root, modes)
}

/** tar gives directories the mode that we want; that of files is cut by the umask, alike for all of them. */
async function applyModes(root: string, modes: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, mode] of modes) {
    const file = join(root, name)
    if (((await stat(file)).mode & 0o777) === mode) return
    await chmod(file, mode)
  }
}

/** First of all, as a layer's whiteouts hide only what is below it, wherever in the archive they stand. */
async function applyWhiteouts(path: string, layer: Descriptor, root: string): Promise<void> {
  const marks: string[] = []
  const onReadEntry = (entry: ReadEntry) => {
    if (basename(entry.path).startsWith(whiteout)) marks.push(entry.path)
    entry.resume()
  }
  await readLayer(path, layer, () => new Parser({ onReadEntry }))
  const top = await realpath(root)
  for (const mark of marks) {
    // A link of a layer below may lead out of the image, and what is there is not the image's to remove.
    const directory = await realpath(join(top, dirname(mark))).catch(() => undefined)
    if (directory === undefined || !isWithin(top, directory)) continue
    if (basename(mark) === opaque) {
      await rm(directory, { recursive: true, force: true })
      await mkdir(directory, { recursive: true, mode: 0o755 })
    } else {
      await rm(join(directory, basename(mark).slice(whiteout.length)), { recursive: true, force: true })
    }
  }
}

function keepEntry(path: string, entry: ReadEntry | object, modes: Map<string, number>): boolean {
  if (basename(path).startsWith(whiteout)) return false
  if (!('type' in entry)) return true
  if (entry.type === 'Directory') entry.mode = 0o755
  else if (entry.mode !== undefined) entry.mode = entry.mode & 0o111 ? 0o555 : 0o444
  if (/File$/.test(entry.type) && entry.mode !== undefined) modes.set(path, entry.mode)
  if (entry.type === 'SymbolicLink' && entry.linkpath?.startsWith('/')) {
    // Absolute in the image, whose root is a directory here.
    entry.linkpath = relative(dirname(join('/', path)), entry.linkpath) || '.'
  }
  return entry.type !== 'CharacterDevice' && entry.type !== 'BlockDevice' && entry.type !== 'FIFO'
}

async function readLayer(path: string, layer: Descriptor, makeArchive: (sync: boolean) => Parser) {
  try {
    const digest =
      (await readSmallLayer(path, layer, makeArchive)) ?? (await streamLayer(path, layer, makeArchive))
    if (digest !== layer.digest) throw new Error('its content has another digest')
  } catch (cause) {
    const message = `Cannot extract image layer ${path}: ${(cause as Error).message}`
    throw new GitopsError('image-corrupt', message, { cause })
  }
}

/**
 * Most layers that change often are small, and in one piece they are extracted in a fifth of the time. Undefined when the
 * layer is too large for that.
 */
async function readSmallLayer(
  path: string,
  { mediaType }: Descriptor,
  makeArchive: (sync: boolean) => Parser,
): Promise<string | undefined> {
  const { size } = await stat(path)
  if (size > smallLayerBytes) return undefined
  const bytes = await readFile(path)
  let content: Buffer
  try {
    content = await decompression(mediaType).whole(bytes)
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw error
  }
  const archive = makeArchive(true)
  const closed = new Promise<void>((resolve, reject) => {
    archive.on('close', resolve)
    archive.on('end', resolve)
    archive.on('error', reject)
  })
  archive.end(content)
  await closed
  return sha256(createHash('sha256').update(bytes))
}

async function streamLayer(
  path: string,
  { mediaType }: Descriptor,
  makeArchive: (sync: boolean) => Parser,
): Promise<string> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  // tar's stream has the methods of a Writable, and is none by type.
  const archive = makeArchive(false) as unknown as Writable
  await pipeline(createReadStream(path), hashing, decompression(mediaType).stream(), archive)
  return sha256(hash)
}

function sha256(hash: Hash): string {
  return `sha256:${hash.digest('hex')}`
}

interface Decompression {
  whole: (bytes: Buffer) => Promise<Buffer>
  stream: () => Transform
}

function decompression(mediaType: string): Decompression {
  const options = { chunkSize: 1024 * 1024 }
  const limited = { ...options, maxOutputLength: smallContentBytes }
  if (/[+.]gzip$/.test(mediaType)) {
    return { whole: (bytes) => gunzipWhole(bytes, limited), stream: () => createGunzip(options) }
  }
  if (mediaType.endsWith('+zstd')) {
    return { whole: (bytes) => unzstdWhole(bytes, limited), stream: () => createZstdDecompress(options) }
  }
  if (mediaType.endsWith('.tar')) return { whole: async (bytes) => bytes, stream: () => new PassThrough() }
  throw new Error(`unsupported media type "${mediaType}"`)
}
