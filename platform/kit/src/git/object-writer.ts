import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { GitopsError } from '../errors.ts'
import type { GitObjects } from './git-objects.ts'
import type { TreeEntry } from './parse-tree.ts'

/**
 * Writes objects into a repository as loose files (gitformat-loose(5)), which costs no start of a
 * process.
 */
export class ObjectWriter {
  readonly #gitDir: string
  readonly #algorithm: 'sha1' | 'sha256'

  /** `anyHash`, any full hash of the repository, says which of git's two hash functions it uses. */
  constructor(gitDir: string, anyHash: string) {
    this.#gitDir = gitDir
    this.#algorithm = anyHash.length === 40 ? 'sha1' : 'sha256'
  }

  /** Stores the object and returns its hash. */
  async write(type: 'blob' | 'tree' | 'commit', body: Buffer): Promise<string> {
    const object = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body])
    const hash = createHash(this.#algorithm).update(object).digest('hex')
    const path = join(this.#gitDir, 'objects', hash.slice(0, 2), hash.slice(2))
    if (!existsSync(path)) {
      const partial = join(dirname(path), `tmp_obj_${randomBytes(6).toString('hex')}`)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(partial, deflateSync(object, { level: 1 }), { mode: 0o444 })
      await rename(partial, path)
    }
    return hash
  }

  /**
   * The hash of the tree `root` with these files replaced or added; missing folders are made, and `undefined` is an
   * empty tree. Everything else in the tree stays.
   */
  async treeWith(
    objects: GitObjects,
    root: string | undefined,
    files: ReadonlyMap<string, Buffer>,
  ): Promise<string> {
    const entries = new Map((await readTree(objects, root)).map((entry) => [entry.name, entry]))
    const folders = new Map<string, Map<string, Buffer>>()
    for (const [path, content] of files) {
      const slash = path.indexOf('/')
      if (slash === -1) {
        const mode = entries.get(path)?.mode ?? '100644'
        entries.set(path, { name: path, mode, id: await this.write('blob', content) })
      } else {
        const folder = path.slice(0, slash)
        folders.set(folder, (folders.get(folder) ?? new Map()).set(path.slice(slash + 1), content))
      }
    }
    for (const [name, inside] of folders) {
      const present = entries.get(name)
      const id = await this.treeWith(objects, present?.mode === folderMode ? present.id : undefined, inside)
      entries.set(name, { name, mode: folderMode, id })
    }
    return await this.write('tree', encodeTree([...entries.values()]))
  }
}

/** What a tree object holds of an entry. */
type Entry = Pick<TreeEntry, 'mode' | 'name' | 'id'>

const folderMode = '40000'

/** A tree that cannot be read is never taken for an empty one: the commit would delete what it holds. */
async function readTree(objects: GitObjects, root: string | undefined): Promise<Entry[]> {
  if (root === undefined) return []
  const entries = await objects.tree(root)
  if (entries !== undefined) return entries
  throw new GitopsError('git-tree-missing', `Cannot read the tree ${root} of ${objects.gitDir}.`, {
    hint: 'Check the repository with git fsck.',
  })
}

function encodeTree(entries: Entry[]): Buffer {
  // Git sorts folders as if their names ended in a slash.
  const key = ({ mode, name }: Entry) => Buffer.from(mode === folderMode ? `${name}/` : name)
  const sorted = entries.toSorted((left, right) => Buffer.compare(key(left), key(right)))
  return Buffer.concat(
    sorted.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  )
}
