import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'
import type { Commit, Repository } from './repository.ts'

/** One file of a commit; symbolic links are followed, so that what is written to disk holds none. */
export interface SourceFile {
  /** From the root of the repository. */
  path: string
  id: string
  executable: boolean
}

const maxLinks = 16

/**
 * Every file at or below `path` of a commit; empty when there is nothing. A symbolic link is followed inside the
 * repository; one that leaves it is refused.
 */
export async function readFiles(repository: Repository, commit: Commit, path: string): Promise<SourceFile[]> {
  const entry = await findEntry(repository, commit, normalPath(path))
  if (entry === undefined) return []
  return await filesOf(repository, commit, entry, normalPath(path), 0)
}

async function filesOf(
  repository: Repository,
  commit: Commit,
  entry: TreeEntry,
  path: string,
  links: number,
): Promise<SourceFile[]> {
  if (entry.type === 'submodule') return [] // as in Argo CD, unless it is configured to enter them
  if (entry.type === 'file' || entry.type === 'executable') {
    return [{ path, id: entry.id, executable: entry.type === 'executable' }]
  }
  if (entry.type === 'symlink') {
    const target = await linkTarget(repository, entry, path)
    if (links >= maxLinks) throw outOfBounds(repository, path, 'leads through more than 16 links')
    const found = await findEntry(repository, commit, target, links + 1)
    return found === undefined ? [] : await filesOf(repository, commit, found, path, links + 1)
  }
  const entries = await repository.tree(entry.id)
  const below = (name: string) => (path === '' ? name : `${path}/${name}`)
  const files = await Promise.all(
    entries.map((child) => filesOf(repository, commit, child, below(child.name), links)),
  )
  return files.flat()
}

/** Follows links in the directories on the way, not one at the end. */
async function findEntry(
  repository: Repository,
  commit: Commit,
  path: string,
  links = 0,
): Promise<TreeEntry | undefined> {
  let entry: TreeEntry = { name: '', mode: '40000', id: commit.tree, type: 'directory' }
  let at = ''
  for (const name of path === '' ? [] : path.split('/')) {
    if (entry.type === 'symlink') {
      if (links >= maxLinks) throw outOfBounds(repository, path, 'leads through more than 16 links')
      const rest = path.slice(at.length + 1)
      const target = posix.join(await linkTarget(repository, entry, at), rest)
      return await findEntry(repository, commit, target, links + 1)
    }
    if (entry.type !== 'directory') return undefined
    const child: TreeEntry | undefined = (await repository.tree(entry.id)).find((one) => one.name === name)
    if (child === undefined) return undefined
    entry = child
    at = at === '' ? name : `${at}/${name}`
  }
  return entry
}

async function linkTarget(repository: Repository, link: TreeEntry, path: string): Promise<string> {
  const target = (await repository.blob(link.id)).toString('utf8')
  const resolved = posix.join(posix.dirname(path), target)
  if (target.startsWith('/') || resolved === '..' || resolved.startsWith('../')) {
    throw outOfBounds(repository, path, `leads to ${target}`)
  }
  return normalPath(resolved)
}

function outOfBounds(repository: Repository, path: string, why: string): GitopsError {
  return new GitopsError(
    'source-link-out-of-bounds',
    `${repository.url} contains an out-of-bounds symbolic link: ${path} ${why}.`,
    { hint: 'Make the link point to a file of the repository.' },
  )
}

function normalPath(path: string): string {
  const normal = posix.normalize(path).replace(/^\/+|\/+$/g, '')
  return normal === '.' ? '' : normal
}
