import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv } from '@gitops-example/kit/exec'

export interface TreeEntry {
  name: string
  /** Octal mode as git writes it, such as `100644` or `40000` for a folder. */
  mode: string
  hash: string
}

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

interface Answer {
  type: string
  hash: string
  body: Buffer
}

/**
 * Reads objects of one repository through a `git cat-file --batch` that stays open, so that a read costs no process
 * start. Names are what git-rev-parse(1) takes: `REV`, `REV:path`, a hash. Objects and refs that come later are seen.
 */
export class GitObjects implements Disposable {
  readonly gitDir: string
  #child: ChildProcessWithoutNullStreams | undefined
  #waiting: { resolve: (answer: Answer | undefined) => void; reject: (error: Error) => void }[] = []
  #received: Buffer[] = []
  #receivedLength = 0
  #neededLength = 0

  constructor(gitDir: string) {
    this.gitDir = gitDir
  }

  /** The full hash of a commit, or undefined when there is no such commit here. */
  async resolve(revision: string): Promise<string | undefined> {
    return (await this.#read(`${revision}^{commit}`))?.hash
  }

  async commit(revision: string): Promise<Commit | undefined> {
    const answer = await this.#read(`${revision}^{commit}`)
    return answer && parseCommit(answer.hash, answer.body.toString('utf8'))
  }

  /** The entries of a folder, or undefined when there is no such folder. */
  async tree(name: string): Promise<TreeEntry[] | undefined> {
    const answer = await this.#read(name)
    return answer?.type === 'tree' ? parseTree(answer.body, answer.hash.length / 2) : undefined
  }

  /** The bytes of a file, or undefined when there is no such file. */
  async blob(name: string): Promise<Buffer | undefined> {
    const answer = await this.#read(name)
    return answer?.type === 'blob' ? answer.body : undefined
  }

  /** Ends the git process; a later read starts another. */
  [Symbol.dispose](): void {
    this.#child?.kill()
    this.#fail(new GitopsError('git-objects-closed', `Reading ${this.gitDir} was stopped.`))
  }

  #read(name: string): Promise<Answer | undefined> {
    if (/[\n\0]/.test(name)) return Promise.resolve(undefined)
    const child = this.#open()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      child.stdin.write(`${name}\n`)
    })
  }

  #open(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child
    const child = spawn('git', ['-c', 'safe.directory=*', 'cat-file', '--batch'], {
      cwd: this.gitDir,
      env: { ...baseEnv(), GIT_DIR: this.gitDir, ...safeDirectory },
    })
    this.#child = child
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => {
      errors = `${errors}${chunk}`.slice(-2000)
    })
    child.stdin.on('error', () => {}) // the exit says more
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#child === child) this.#receive(chunk)
    })
    const ended = (why: string) => {
      if (this.#child !== child) return
      this.#fail(new GitopsError('git-objects-failed', `Cannot read the repository ${this.gitDir}: ${why}`))
    }
    child.on('error', (error) => ended(error.message))
    child.on('exit', (code, signal) => ended(errors.trim() || `git cat-file ended with ${signal ?? code}`))
    // An idle reader must not keep a program that is done from exiting.
    child.unref()
    return child
  }

  #fail(error: Error): void {
    this.#child = undefined
    this.#received = []
    this.#receivedLength = this.#neededLength = 0
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error)
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk)
    this.#receivedLength += chunk.length
    if (this.#receivedLength < this.#neededLength) return
    let bytes = Buffer.concat(this.#received)
    this.#neededLength = 0
    for (;;) {
      const lineEnd = bytes.indexOf(10)
      if (lineEnd === -1) break
      const match = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(bytes.toString('utf8', 0, lineEnd))
      const [, hash, type, size] = match ?? []
      let answer: Answer | undefined
      let end = lineEnd + 1
      if (hash !== undefined && type !== undefined && size !== undefined) {
        end += Number(size) + 1
        if (bytes.length < end) {
          this.#neededLength = end
          break
        }
        answer = { hash, type, body: Buffer.from(bytes.subarray(lineEnd + 1, end - 1)) }
      }
      bytes = bytes.subarray(end)
      this.#waiting.shift()?.resolve(answer)
    }
    this.#received = bytes.length === 0 ? [] : [bytes]
    this.#receivedLength = bytes.length
  }
}

const safeDirectory = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
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

/** A tree object: `MODE NAME\0HASH` repeated, the hash in binary. */
function parseTree(body: Buffer, hashLength: number): TreeEntry[] {
  const entries: TreeEntry[] = []
  for (let offset = 0; offset < body.length; ) {
    const space = body.indexOf(32, offset)
    const nul = body.indexOf(0, space)
    entries.push({
      mode: body.toString('latin1', offset, space),
      name: body.toString('utf8', space + 1, nul),
      hash: body.toString('hex', nul + 1, nul + 1 + hashLength),
    })
    offset = nul + 1 + hashLength
  }
  return entries
}
