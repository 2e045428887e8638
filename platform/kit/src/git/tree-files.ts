import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GitopsError } from '../errors.ts'
import { removeTree } from '../files/remove-tree.ts'
import type { GitObjects } from './git-objects.ts'
import type { TreeEntry } from './parse-tree.ts'

/** Mode and hash of every file, by path: as in a git index. */
export type Files = ReadonlyMap<string, string>

/** Every file of the tree object `name`, below `prefix`. */
export async function filesBelow(objects: GitObjects, name: string, prefix: string): Promise<TreeEntry[]> {
  const entries = (await objects.tree(name)) ?? []
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = `${prefix}${entry.name}`
      if (entry.type === 'directory') return await filesBelow(objects, entry.id, `${path}/`)
      if (entry.type === 'submodule') {
        throw new GitopsError(
          'submodule-refused',
          `Cannot read the files of ${path}: it is a git submodule.`,
          {
            hint: 'Commit the files themselves.',
          },
        )
      }
      return [{ ...entry, name: path }]
    }),
  )
  return nested.flat()
}

/**
 * Makes `dir` hold exactly these files, writing only those that differ from the last call. What was written is
 * remembered beside the directory; after a write that was cut off, everything is written again. Files that others put
 * there (caches, `node_modules`) are left alone. Returns what is there now.
 */
export async function writeTree(
  objects: Pick<GitObjects, 'blob'>,
  entries: readonly TreeEntry[],
  dir: string,
): Promise<Files> {
  const record = `${dir}.files.json`
  const before = readRecord(record)
  if (before === undefined) await removeTree(dir)
  const after: Files = new Map(entries.map(({ name, mode, id }) => [name, `${mode} ${id}`]))
  const changed = entries.filter(({ name }) => before?.get(name) !== after.get(name))
  const gone = [...(before?.keys() ?? [])].filter((path) => !after.has(path))
  if (changed.length === 0 && gone.length === 0 && before !== undefined) return after
  rmSync(record, { force: true })
  for (const path of gone) rmSync(join(dir, path), { force: true, recursive: true })
  await Promise.all(changed.map((entry) => writeEntry(objects, entry, join(dir, entry.name))))
  mkdirSync(dir, { recursive: true })
  writeFileSync(record, JSON.stringify([...after]))
  return after
}

async function writeEntry(
  objects: Pick<GitObjects, 'blob'>,
  { type, id, name }: TreeEntry,
  path: string,
): Promise<void> {
  const content = await objects.blob(id)
  if (content === undefined)
    throw new GitopsError('blob-missing', `The repository lacks the content of ${name}.`)
  mkdirSync(dirname(path), { recursive: true })
  // A link must not be written through, and a file may stand where a folder stood.
  rmSync(path, { force: true, recursive: true })
  if (type === 'symlink') return symlinkSync(content.toString('utf8'), path)
  writeFileSync(path, content)
  if (type === 'executable') chmodSync(path, 0o755)
}

function readRecord(path: string): Files | undefined {
  if (!existsSync(path)) return undefined
  try {
    return new Map(JSON.parse(readFileSync(path, 'utf8')) as [string, string][])
  } catch {
    return undefined // cut short by a kill: nothing is known
  }
}
