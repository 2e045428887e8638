import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { Header } from 'tar'

const blockSize = 512

/**
 * The files below `directory` as an uncompressed tar with the prefix `app/`: one layer of an image. Equal files give
 * equal bytes on every machine: sorted by name, owner 0, times 0, modes 0644 and 0755.
 */
export async function appLayer(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
  paths.sort((left, right) => (left.path < right.path ? -1 : 1))
  const parts = [header('app/', 'Directory')]
  for (const { entry, path } of paths) {
    const name = `app/${relative(directory, path).split(sep).join('/')}`
    if (entry.isDirectory()) {
      parts.push(header(`${name}/`, 'Directory'))
    } else if (entry.isFile()) {
      const content = await readFile(path)
      parts.push(header(name, 'File', content.length), content, Buffer.alloc(padding(content.length)))
    } else {
      throw new GitopsError(
        'image-file-refused',
        `Cannot put ${name} into an image: it is not a regular file.`,
      )
    }
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * blockSize)])
}

function header(path: string, type: 'File' | 'Directory', size = 0): Buffer {
  const block = Buffer.alloc(blockSize)
  const mode = type === 'File' ? 0o644 : 0o755
  const one = new Header({ path, type, size, mode, uid: 0, gid: 0, mtime: new Date(0) })
  if (one.encode(block)) {
    throw new GitopsError('image-file-refused', `Cannot put ${path} into an image: its name is too long.`)
  }
  return block
}

function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize
}
