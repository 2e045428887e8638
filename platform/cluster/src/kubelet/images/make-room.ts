import { lstat, readdir, realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isWithin } from '../is-within.ts'

/** A name in the archive of a layer. */
export interface LayerName {
  path: string
  isFolder: boolean
}

/** The prefix of names that remove what the layers below have (OCI image-spec: Whiteouts). */
export const whiteout = '.wh.'
const opaque = '.wh..wh..opq'

/**
 * Removes from `root` what a layer hides or replaces. First of all, as whiteouts hide only what is below the layer,
 * wherever in the archive they stand; and what is replaced is never written through: it may be a link, may be read-only,
 * or may be a folder where a file comes.
 */
export async function makeRoom(root: string, names: readonly LayerName[]): Promise<void> {
  const top = await realpath(root)
  const folders = new Map<string, Promise<string | undefined>>()
  const folderOf = (path: string) => {
    const known = folders.get(path) ?? folderInside(top, path)
    folders.set(path, known)
    return known
  }
  for (const { path } of names) {
    if (basename(path).startsWith(whiteout)) await hide(await folderOf(dirname(path)), basename(path))
  }
  folders.clear() // whiteouts remove folders and links
  for (const name of names) {
    if (!basename(name.path).startsWith(whiteout)) await clear(await folderOf(dirname(name.path)), name)
  }
}

/** A link of a layer below may lead out of the image, and what is there is not the image's to remove. */
async function folderInside(top: string, path: string): Promise<string | undefined> {
  const folder = await realpath(join(top, path)).catch(() => undefined)
  return folder !== undefined && isWithin(top, folder) ? folder : undefined
}

async function hide(folder: string | undefined, mark: string): Promise<void> {
  if (folder === undefined) return
  const hidden = mark === opaque ? await readdir(folder).catch(() => []) : [mark.slice(whiteout.length)]
  for (const name of hidden) if (isName(name)) await remove(join(folder, name))
}

async function clear(folder: string | undefined, { path, isFolder }: LayerName): Promise<void> {
  const name = basename(path)
  if (folder === undefined || !isName(name)) return
  const there = await lstat(join(folder, name)).catch(() => undefined)
  if (there !== undefined && !(isFolder && there.isDirectory())) await remove(join(folder, name))
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..'
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
}
