import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ProcessUser } from '../container/container-user.ts'
import type { VolumeFiles } from './volume-files.ts'

/**
 * Makes a volume hold exactly these files, all at once: they are written beside the old ones, and one rename of `..data`
 * switches over (as upstream's AtomicWriter does, so programs that watch `..data` work). Nothing is written when nothing
 * changes.
 */
export async function writeVolume(
  directory: string,
  files: VolumeFiles,
  owner: ProcessUser | undefined,
): Promise<void> {
  const data = join(directory, '..data')
  const old = await readlink(data).catch(() => undefined)
  if (old !== undefined && (await holds(join(directory, old), files))) return
  await mkdir(directory, { recursive: true })
  const name = `..${randomBytes(6).toString('hex')}`
  const next = join(directory, name)
  await makeDirectory(next, owner)
  for (const [path, { content, mode }] of files) {
    const file = join(next, path)
    await makeParents(next, dirname(path), owner)
    await writeFile(file, content, { mode: 0o600 })
    await own(file, mode, owner)
  }
  await writeFile(join(next, manifest), JSON.stringify([...files.keys()]), { mode: 0o600 })
  await symlink(name, `${data}.next`)
  await rename(`${data}.next`, data)
  await linkTops(directory, files, old)
  if (old !== undefined) await rm(join(directory, old), { recursive: true, force: true })
}

/** Which files we wrote, so that a later write knows what is gone. */
const manifest = '..files'

async function holds(directory: string, files: VolumeFiles): Promise<boolean> {
  const names = await readFile(join(directory, manifest), 'utf8').catch(() => '')
  if (names !== JSON.stringify([...files.keys()])) return false
  for (const [path, { content }] of files) {
    const written = await readFile(join(directory, path)).catch(() => undefined)
    if (!written?.equals(content)) return false
  }
  return true
}

/** The names that users see: one link per top-level entry, through `..data`. */
async function linkTops(directory: string, files: VolumeFiles, old: string | undefined): Promise<void> {
  const tops = new Set([...files.keys()].map((path) => path.split('/', 1)[0] ?? ''))
  for (const top of tops) {
    await symlink(`..data/${top}`, join(directory, top)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
  if (old === undefined) return
  const before = JSON.parse(await readFile(join(directory, old, manifest), 'utf8')) as string[]
  for (const path of before) {
    const top = path.split('/', 1)[0] ?? ''
    if (!tops.has(top)) await rm(join(directory, top), { force: true })
  }
}

async function makeParents(root: string, path: string, owner: ProcessUser | undefined): Promise<void> {
  if (path === '.') return
  await makeParents(root, dirname(path), owner)
  await makeDirectory(join(root, path), owner)
}

async function makeDirectory(path: string, owner: ProcessUser | undefined): Promise<void> {
  await mkdir(path, { recursive: true })
  await own(path, 0o755, owner)
}

async function own(path: string, mode: number, owner: ProcessUser | undefined): Promise<void> {
  if (owner !== undefined) await chown(path, owner.uid, owner.gid)
  await chmod(path, mode)
}
