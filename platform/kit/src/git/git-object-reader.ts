import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { GitopsError } from '../errors.ts'
import { baseEnv } from '../process/exec.ts'
import { ownSettings, settingsEnv } from './git-settings.ts'

export interface GitObject {
  /** The full hash. */
  id: string
  /** `blob`, `tree`, `commit` or `tag`. */
  type: string
  content: Buffer
}

interface Question {
  answer(object: GitObject | undefined): void
  fail(error: Error): void
}

/**
 * Reads objects of one repository through a single `git cat-file --batch` (git-cat-file(1)) that stays open: a question
 * costs well below a millisecond, where starting git costs ten. The program is started on the first question and again
 * after it has ended; it ends with its standard input, so it cannot outlive us.
 */
export class GitObjectReader {
  readonly #gitDir: string
  #child: ChildProcessWithoutNullStreams | undefined
  #questions: Question[] = []
  #received: Buffer[] = []
  #receivedLength = 0
  #neededLength = 0
  #closed = false

  constructor(gitDir: string) {
    this.#gitDir = gitDir
  }

  /** The object that `name` (git-rev-parse(1): an id, `REV`, `REV:path`) refers to; undefined when there is none. */
  read(name: string): Promise<GitObject | undefined> {
    if (this.#closed) return Promise.reject(this.#error('reading was stopped'))
    if (/[\n\0]/.test(name)) return Promise.resolve(undefined)
    const child = this.#start()
    const { promise, resolve, reject } = Promise.withResolvers<GitObject | undefined>()
    this.#questions.push({ answer: resolve, fail: reject })
    child.stdin.write(`${name}\n`)
    return promise
  }

  /** Ends git; questions without an answer, and all later ones, fail. */
  close(): void {
    this.#closed = true
    this.#child?.kill()
    this.#fail(this.#error('reading was stopped'))
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child
    const argv = ['--git-dir', this.#gitDir, 'cat-file', '--batch']
    const child = spawn('git', argv, { env: { ...baseEnv(), ...settingsEnv(ownSettings) } })
    this.#child = child
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-500)
    })
    child.stdin.on('error', () => {}) // the exit says why
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#child === child) this.#receive(chunk)
    })
    const ended = (state: string) => {
      if (this.#child === child) this.#fail(this.#error(state))
    }
    child.on('error', (error) => ended(error.message))
    child.on('close', (code, signal) =>
      ended(complaint.trim() || `git cat-file ended with ${signal ?? `code ${code}`}`),
    )
    // An idle reader must not keep a program that has finished from exiting.
    child.unref()
    return child
  }

  #error(state: string): GitopsError {
    return new GitopsError('git-read-failed', `Cannot read ${this.#gitDir}: ${state}.`, {
      hint: 'Check that it is a git repository and that git is installed.',
      retryable: !this.#closed,
    })
  }

  #fail(error: Error): void {
    this.#child = undefined
    this.#received = []
    this.#receivedLength = this.#neededLength = 0
    for (const { fail } of this.#questions.splice(0)) fail(error)
  }

  /** Chunks are joined only when an object is whole: a large one comes in many. */
  #receive(chunk: Buffer): void {
    this.#received.push(chunk)
    this.#receivedLength += chunk.length
    if (this.#receivedLength < this.#neededLength) return
    let bytes = Buffer.concat(this.#received)
    this.#neededLength = 0
    for (;;) {
      const lineEnd = bytes.indexOf(10)
      if (lineEnd === -1) break
      const header = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(bytes.toString('utf8', 0, lineEnd))
      const [, id, type, size] = header ?? []
      let object: GitObject | undefined
      let end = lineEnd + 1
      if (id !== undefined && type !== undefined && size !== undefined) {
        end += Number(size) + 1
        if (bytes.length < end) {
          this.#neededLength = end
          break
        }
        object = { id, type, content: Buffer.from(bytes.subarray(lineEnd + 1, end - 1)) }
      }
      bytes = bytes.subarray(end)
      this.#questions.shift()?.answer(object)
    }
    this.#received = bytes.length === 0 ? [] : [bytes]
    this.#receivedLength = bytes.length
  }
}
