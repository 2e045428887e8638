import { randomBytes } from 'node:crypto'
import { mkdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProcessUser } from '../container/container-user.ts'
import { makeDirectory, makeFile, readRegularFile } from '../files/stranger-files.ts'
import type { VolumeFiles } from './volume-files.ts'

/**
 * Makes a volume hold exactly these files, all at once: they are written beside the old ones, and one rename of `..data`
 * switches over (as upstream's AtomicWriter does, so programs that watch `..data` work). Nothing is written when nothing
 * changes. Files are the owner's; the directories stay the platform's, so nothing can be put in the place of a file.
 */
export async function writeVolume(
  directory: string,
  files: VolumeFiles,
  owner: ProcessUser | undefined,
): Promise<void> {
  const data = join(directory, '..data')
  const old = await readlink(data).catch(() => undefined)
  if (old !== undefined && (await holds(join(directory, old), files))) return
  await mkdir(dirname(directory), { recursive: true })
  await makeDirectory(directory, directoryMode)
  const name = `..${randomBytes(6).toString('hex')}`
  const next = join(directory, name)
  await makeDirectory(next, directoryMode)
  for (const [path, { content, mode }] of files) {
    await makeParents(next, dirname(path))
    await makeFile(join(next, path), content, mode, owner)
  }
  await makeFile(join(next, manifest), manifestOf(files), 0o600, undefined)
  const before = old === undefined ? [] : await namesOf(join(directory, old))
  await rm(`${data}.next`, { force: true })
  await symlink(name, `${data}.next`)
  await rename(`${data}.next`, data)
  await linkTops(directory, files, before)
  if (old !== undefined) await rm(join(directory, old), { recursive: true, force: true })
}

const directoryMode = 0o755

/** Which files we wrote, so that a later write knows what is gone. */
const manifest = '..files'
/** A ConfigMap or Secret has at most 1 MiB, its names included. */
const longestManifestBytes = 4 * 2 ** 20

function manifestOf(files: VolumeFiles): string {
  return JSON.stringify([...files.keys()])
}

async function holds(directory: string, files: VolumeFiles): Promise<boolean> {
  const wanted = Buffer.from(manifestOf(files))
  const names = await readRegularFile(join(directory, manifest), wanted.length + 1)
  if (!names?.equals(wanted)) return false
  for (const [path, { content }] of files) {
    const written = await readRegularFile(join(directory, path), content.length + 1)
    if (!written?.equals(content)) return false
  }
  return true
}

async function namesOf(directory: string): Promise<string[]> {
  const names = await readRegularFile(join(directory, manifest), longestManifestBytes)
  return names === undefined ? [] : (JSON.parse(names.toString('utf8')) as string[])
}

/** The names that users see: one link per top-level entry, through `..data`. */
async function linkTops(directory: string, files: VolumeFiles, before: readonly string[]): Promise<void> {
  const topOf = (path: string) => path.split('/', 1)[0] ?? ''
  const tops = new Set([...files.keys()].map(topOf))
  for (const top of tops) {
    await symlink(`..data/${top}`, join(directory, top)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  for (const top of before.map(topOf)) if (!tops.has(top)) await rm(join(directory, top), { force: true })
}

async function makeParents(root: string, path: string): Promise<void> {
  if (path === '.') return
  await makeParents(root, dirname(path))
  await makeDirectory(join(root, path), directoryMode)
}
