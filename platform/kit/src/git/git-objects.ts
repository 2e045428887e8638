import { GitObjectReader } from './git-object-reader.ts'
import { parseTree, type TreeEntry } from './parse-tree.ts'

export interface Commit {
  hash: string
  tree: string
  parents: string[]
  subject: string
  message: string
  author: string
  /** Milliseconds since the Unix epoch. */
  committedAt: number
}

/**
 * Commits, folders and files of one repository. Names are what git-rev-parse(1) takes: `REV`, `REV:path`, a hash.
 * Objects and refs that are added later are found too.
 */
export class GitObjects implements Disposable {
  readonly gitDir: string
  #reader: GitObjectReader

  constructor(gitDir: string) {
    this.gitDir = gitDir
    this.#reader = new GitObjectReader(gitDir)
  }

  /** The full hash of a commit, or undefined when there is no such commit here. */
  async resolve(revision: string): Promise<string | undefined> {
    return (await this.#reader.read(`${revision}^{commit}`))?.id
  }

  async commit(revision: string): Promise<Commit | undefined> {
    const object = await this.#reader.read(`${revision}^{commit}`)
    return object && parseCommit(object.id, object.content.toString('utf8'))
  }

  /** The entries of a folder, or undefined when there is no such folder. */
  async tree(name: string): Promise<TreeEntry[] | undefined> {
    const object = await this.#reader.read(name)
    return object?.type === 'tree' ? parseTree(object.content, object.id.length / 2) : undefined
  }

  /** The bytes of a file, or undefined when there is no such file. */
  async blob(name: string): Promise<Buffer | undefined> {
    const object = await this.#reader.read(name)
    return object?.type === 'blob' ? object.content : undefined
  }

  /** Ends the git process; a later read starts another. */
  [Symbol.dispose](): void {
    this.#reader.close()
    this.#reader = new GitObjectReader(this.gitDir)
  }
}

function parseCommit(hash: string, text: string): Commit {
  const headEnd = text.indexOf('\n\n')
  const head = (headEnd === -1 ? text : text.slice(0, headEnd)).split('\n')
  const message = headEnd === -1 ? '' : text.slice(headEnd + 2)
  const values = (key: string) =>
    head.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1))
  const seconds = / (\d+) [+-]\d{4}$/.exec(values('committer')[0] ?? '')?.[1]
  return {
    hash,
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    subject: message.split('\n', 1)[0] ?? '',
    message,
    author: (values('author')[0] ?? '').replace(/ \d+ [+-]\d{4}$/, ''),
    committedAt: Number(seconds ?? 0) * 1000,
  }
}
