import { GitopsError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import { GitObjectReader } from '@gitops-example/kit/git/git-object-reader'
import { parseTree, type TreeEntry } from '@gitops-example/kit/git/parse-tree'
import { changedPaths } from './changed-paths.ts'
import { highestTag, parseRange } from './version-range.ts'

/** How many directories are kept in memory; each is small and never changes. */
const keptTrees = 2000
const keptCommits = 200
/** Between two commits, however many Applications ask. */
const keptChanges = 20

const fullId = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** One commit of a repository, as far as rendering needs it. */
export interface Commit {
  id: string
  tree: string
}

/** A repository as it is rendered from: commits by name, directories and files by their ids. */
export class Repository {
  readonly url: string
  readonly #gitDir: string
  readonly #objects: GitObjectReader
  #trees = new Map<string, Promise<TreeEntry[]>>()
  #commits = new Map<string, Promise<Commit>>()
  #changes = new Map<string, Promise<string[]>>()

  constructor(url: string, gitDir: string) {
    this.url = url
    this.#gitDir = gitDir
    this.#objects = new GitObjectReader(gitDir)
  }

  /** The commit that a branch, tag, range of versions (of tags) or commit id stands for now. */
  async commit(revision: string): Promise<Commit> {
    if (!fullId.test(revision)) return await this.#resolve(revision)
    return await remembered(this.#commits, revision, keptCommits, () => this.#resolve(revision))
  }

  /** Every file that differs between two commits, by its path. */
  async changedPaths(before: Commit, after: Commit): Promise<string[]> {
    return await remembered(this.#changes, `${before.tree} ${after.tree}`, keptChanges, () =>
      changedPaths((id) => this.tree(id), before.tree, after.tree),
    )
  }

  async #resolve(revision: string): Promise<Commit> {
    for (const name of [...(await this.#tagsIn(revision)), ...namesOf(revision)]) {
      const commit = await this.#objects.read(`${name}^{commit}`)
      const tree = commit && /^tree ([0-9a-f]+)\n/.exec(commit.content.toString('latin1'))?.[1]
      if (commit !== undefined && tree !== undefined) return { id: commit.id, tree }
    }
    throw new GitopsError(
      'git-unknown-revision',
      `Cannot read ${this.url}: unable to resolve '${revision}' to a commit SHA.`,
      { hint: 'Push the branch or tag, or change targetRevision.' },
    )
  }

  /** The highest tag where the revision is a range of versions that one is in. */
  async #tagsIn(revision: string): Promise<string[]> {
    const range = parseRange(revision)
    if (range === undefined) return []
    const list = ['for-each-ref', '--format=%(refname:strip=2)', 'refs/tags/']
    const tags = await gitIn(this.#gitDir, { GIT_DIR: this.#gitDir }).run(list)
    const highest = highestTag(range, tags.split('\n'))
    return highest === undefined ? [] : [`refs/tags/${highest}`]
  }

  /** The entries of a directory in git's order. */
  tree(id: string): Promise<TreeEntry[]> {
    return remembered(this.#trees, id, keptTrees, async () =>
      parseTree(await this.#object(id), id.length / 2),
    )
  }

  async blob(id: string): Promise<Buffer> {
    return await this.#object(id)
  }

  close(): void {
    this.#objects.close()
  }

  async #object(id: string): Promise<Buffer> {
    const object = await this.#objects.read(id)
    if (object === undefined) {
      throw new GitopsError('git-missing-object', `Cannot read object ${id} of ${this.url}: it is missing.`, {
        hint: 'Run git fsck in the repository.',
      })
    }
    return object.content
  }
}

/** A branch wins over a tag of the same name, as when Argo CD resolves a revision. */
function namesOf(revision: string): string[] {
  if (revision === '' || revision === 'HEAD') return ['HEAD']
  if (fullId.test(revision)) return [revision]
  if (/^[0-9a-f]{7,64}$/.test(revision)) return [`refs/heads/${revision}`, `refs/tags/${revision}`, revision]
  if (revision.startsWith('refs/')) return [revision]
  return [`refs/heads/${revision}`, `refs/tags/${revision}`]
}

/** What never changes is read once; the oldest is forgotten, and what failed is read again. */
function remembered<T>(
  known: Map<string, Promise<T>>,
  key: string,
  kept: number,
  read: () => Promise<T>,
): Promise<T> {
  const found = known.get(key)
  if (found !== undefined) return found
  const reading = read()
  known.set(key, reading)
  reading.catch(() => known.delete(key))
  for (const oldest of known.keys()) {
    if (known.size <= kept) break
    known.delete(oldest)
  }
  return reading
}
