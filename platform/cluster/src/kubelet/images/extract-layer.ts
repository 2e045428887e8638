import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, lstat, readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { PassThrough, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, createZstdDecompress, gunzip, zstdDecompress } from 'node:zlib'
import { GitopsError } from '@gitops-example/kit/errors'
import { Parser, type ReadEntry, Unpack, UnpackSync } from 'tar'
import { errorCode } from '../../machinery/error-code.ts'
import { type LayerName, makeRoom, whiteout } from './make-room.ts'
import { blobPath, type Descriptor } from './oci-layout.ts'

const smallLayerBytes = 4 * 1024 * 1024
const smallContentBytes = 32 * 1024 * 1024
/** A layer may hold a file twice, and only root writes again to what nobody may write to. */
const whileWritten = process.getuid?.() === 0 ? 0 : 0o200
const gunzipWhole = promisify(gunzip)
const unzstdWhole = promisify(zstdDecompress)

/**
 * Lays one layer over what `root` holds (OCI image-spec: Layer Filesystem Changeset). Files are readable by every user
 * and writable by none; owners, devices and the set-uid bit are left out. Throws when the content has another digest.
 */
export async function extractLayer(layoutDir: string, layer: Descriptor, root: string): Promise<void> {
  const path = blobPath(layoutDir, layer.digest)
  if ((await readdir(root)).length > 0) await makeRoom(root, await namesOf(path, layer))
  const modes = new Map<string, number>()
  const filter = (name: string, entry: ReadEntry | object) => keepEntry(name, entry, modes)
  const options = {
    cwd: root,
    preserveOwner: false,
    chmod: true,
    dmode: 0o755,
    noMtime: true,
    strict: true,
    filter,
  }
  await readLayer(path, layer, (sync) => (sync ? new UnpackSync(options) : new Unpack(options)))
  await applyModes(root, modes)
}

/** Last of all. tar gives directories the mode that we want; that of files is cut by the umask, alike for all of them. */
async function applyModes(root: string, modes: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, mode] of modes) {
    const file = join(root, name)
    const found = await lstat(file)
    if (!found.isFile()) continue // a later entry of this name is a link, which may lead anywhere
    if ((found.mode & 0o777) === mode) return
    await chmod(file, mode)
  }
}

async function namesOf(path: string, layer: Descriptor): Promise<LayerName[]> {
  const names: LayerName[] = []
  const onReadEntry = (entry: ReadEntry) => {
    names.push({ path: entry.path, isFolder: entry.type === 'Directory' })
    entry.resume()
  }
  await readLayer(path, layer, () => new Parser({ onReadEntry }))
  return names
}

function keepEntry(path: string, entry: ReadEntry | object, modes: Map<string, number>): boolean {
  if (basename(path).startsWith(whiteout)) return false
  if (!('type' in entry)) return true
  if (entry.type === 'Directory') entry.mode = 0o755
  else if (/File$/.test(entry.type) && entry.mode !== undefined) {
    const mode = entry.mode & 0o111 ? 0o555 : 0o444
    modes.set(path, mode)
    entry.mode = mode | whileWritten
  }
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
