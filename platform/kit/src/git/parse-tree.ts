import { GitopsError } from '../errors.ts'

/** One entry of a directory in git. */
export interface TreeEntry {
  name: string
  /** Octal, as git writes it: `100644`, or `40000` for a directory. */
  mode: string
  /** The full hash of the object. */
  id: string
  type: 'file' | 'executable' | 'symlink' | 'directory' | 'submodule'
}

const types: { [mode: string]: TreeEntry['type'] } = {
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '40000': 'directory',
  '160000': 'submodule',
}

/**
 * Git's format of a tree object: `MODE NAME\0ID`, one after the other; ids have `idBytes` bytes. Throws `git-bad-tree`
 * for a name that would lead out of the directory, and for one that occurs twice: a link and a directory of one name
 * would lead out too.
 */
export function parseTree(content: Buffer, idBytes: number): TreeEntry[] {
  const entries: TreeEntry[] = []
  const names = new Set<string>()
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at)
    const end = content.indexOf(0, space)
    const mode = content.toString('latin1', at, space)
    const name = content.toString('utf8', space + 1, end)
    const id = content.toString('hex', end + 1, end + 1 + idBytes)
    if (name === '' || name === '.' || name === '..' || name.includes('/')) {
      throw badTree(`an entry named ${JSON.stringify(name)}`)
    }
    if (names.has(name)) throw badTree(`two entries named ${JSON.stringify(name)}`)
    names.add(name)
    entries.push({ name, mode, id, type: types[mode] ?? 'file' })
    at = end + 1 + idBytes
  }
  return entries
}

function badTree(what: string): GitopsError {
  return new GitopsError('git-bad-tree', `A directory in git has ${what}.`, {
    hint: 'git fsck names the commit that added it.',
  })
}
