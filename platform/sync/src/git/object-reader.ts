import { spawn } from 'node:child_process'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv } from '@gitops-example/kit/exec'

export interface GitObject {
  id: string
  type: string
  content: Buffer
}

interface Question {
  name: string
  answer(object: GitObject | undefined): void
  fail(error: Error): void
}

/**
 * Reads objects of one repository through a single `git cat-file --batch` that stays open: a question costs well
 * below a millisecond, where starting git costs ten. The program is started on the first question and again after
 * it has ended; it ends with its standard input, so it cannot outlive us.
 */
export class ObjectReader {
  readonly #gitDir: string
  #child: ReturnType<typeof startCatFile> | undefined
  #questions: Question[] = []
  #received: Buffer = Buffer.alloc(0)
  #closed = false

  constructor(gitDir: string) {
    this.#gitDir = gitDir
  }

  /** The object that `name` (an id, `refs/heads/x`, `REV^{tree}`) stands for; undefined when there is none. */
  read(name: string): Promise<GitObject | undefined> {
    if (this.#closed)
      return Promise.reject(new GitopsError('git-closed', 'Cannot read git: sync has stopped.'))
    if (/[\n\0]/.test(name)) return Promise.resolve(undefined)
    const { promise, resolve, reject } = Promise.withResolvers<GitObject | undefined>()
    const child = this.#start()
    this.#questions.push({ name, answer: resolve, fail: reject })
    child.stdin.write(`${name}\n`)
    return promise
  }

  close(): void {
    this.#closed = true
    this.#child?.stdin.end()
    this.#child?.kill()
  }

  #start() {
    if (this.#child !== undefined) return this.#child
    const child = startCatFile(this.#gitDir)
    this.#child = child
    this.#received = Buffer.alloc(0)
    child.stdout.on('data', (chunk: Buffer) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
      this.#answerAll()
    })
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-500)
    })
    child.stdin.on('error', () => {}) // the exit event says why
    const ended = (state: string) => {
      if (this.#child === child) this.#child = undefined
      const error = new GitopsError('git-read-failed', `Cannot read ${this.#gitDir}: ${state}.`, {
        hint: 'Check that it is a git repository and that git is installed.',
        retryable: true,
      })
      for (const { fail } of this.#questions.splice(0)) fail(error)
    }
    child.on('error', (error) => ended(error.message))
    child.on('close', (code) => ended(complaint.trim() || `git cat-file ended with code ${code}`))
    return child
  }

  #answerAll(): void {
    for (;;) {
      const question = this.#questions[0]
      const lineEnd = this.#received.indexOf(10)
      if (question === undefined || lineEnd < 0) return
      const header = this.#received.toString('utf8', 0, lineEnd)
      const [, id, type, size] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(header) ?? []
      if (id === undefined || type === undefined) {
        this.#received = this.#received.subarray(lineEnd + 1)
        this.#questions.shift()
        question.answer(undefined)
        continue
      }
      const end = lineEnd + 1 + Number(size)
      if (this.#received.length < end + 1) return
      const content = Buffer.from(this.#received.subarray(lineEnd + 1, end))
      this.#received = this.#received.subarray(end + 1)
      this.#questions.shift()
      question.answer({ id, type, content })
    }
  }
}

function startCatFile(gitDir: string) {
  const argv = ['-c', 'safe.directory=*', '--git-dir', gitDir, 'cat-file', '--batch']
  return spawn('git', argv, {
    env: { ...baseEnv(), GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}
