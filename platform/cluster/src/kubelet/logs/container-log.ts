import { closeSync, ftruncateSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Writable } from 'node:stream'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'

type Stream = 'stdout' | 'stderr'

/** A line without its end is written in pieces of this size, as container runtimes do. */
const longestLineBytes = 16 * 1024

/**
 * The output of one run of a container, in the format of the container runtime interface: `TIME STREAM F|P TEXT`, where
 * P marks a line that goes on in the next record. Files past `maxBytes` are put aside, one of them is kept; they are
 * written synchronously, so what a process wrote before it ended is there when its end is reported. What a disk in trouble
 * does not take is lost, and the next record that it takes says so.
 */
export class ContainerLog {
  readonly #path: string
  readonly #clock: Clock
  readonly #maxBytes: number
  readonly #partial: Record<Stream, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  readonly #waiting = new Set<() => void>()
  #file: number
  #size = 0
  #generation = 0
  #version = 0
  #isEnded = false
  /** Why output was lost that no record mentions yet. */
  #trouble: string | undefined

  constructor(path: string, clock: Clock, maxBytes = 10 * 1024 * 1024) {
    this.#path = path
    this.#clock = clock
    this.#maxBytes = maxBytes
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    this.#file = openSync(path, 'w', 0o600)
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Another number after each change: a reader that saw the end of the file at this version missed nothing. */
  get version(): number {
    return this.#version
  }

  /** Counts the times that a file was put aside. */
  get generation(): number {
    return this.#generation
  }

  /** The file that was current at a generation; undefined when it is removed. */
  fileOf(generation: number): string | undefined {
    if (generation === this.#generation) return this.#path
    return generation === this.#generation - 1 ? `${this.#path}.1` : undefined
  }

  /** A stream into the log, to be piped to without ending it. */
  writable(stream: Stream): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.write(stream, chunk)
        done()
      },
    })
  }

  write(stream: Stream, chunk: Buffer): void {
    if (this.#isEnded) return
    const text = Buffer.concat([this.#partial[stream], chunk])
    const prefix = this.#prefix(stream)
    const records: (Buffer | string)[] = []
    let from = 0
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, from)) {
      records.push(`${prefix} F `, text.subarray(from, end + 1))
      from = end + 1
    }
    while (text.length - from >= longestLineBytes) {
      records.push(`${prefix} P `, text.subarray(from, from + longestLineBytes), '\n')
      from += longestLineBytes
    }
    this.#partial[stream] = Buffer.from(text.subarray(from))
    this.#append(records)
  }

  /** Writes lines that have no end yet; nothing is taken any more. */
  end(): void {
    if (this.#isEnded) return
    for (const stream of ['stdout', 'stderr'] as const) {
      const rest = this.#partial[stream]
      if (rest.length > 0) this.#append([`${this.#prefix(stream)} P `, rest, '\n'])
    }
    this.#isEnded = true
    closeSync(this.#file)
    this.#wake()
  }

  /** Resolves with the next change, at the latest when aborted. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      if (signal.aborted || this.#isEnded) return resolve()
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }

  #append(records: (Buffer | string)[]): void {
    if (records.length === 0) return
    const lost =
      this.#trouble === undefined ? '' : `${this.#prefix('stderr')} F output was lost: ${this.#trouble}\n`
    const parts = [lost, ...records].map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
    try {
      this.#write(Buffer.concat(parts))
      this.#trouble = undefined
    } catch (error) {
      // Nothing may come of it but a gap: the container and the platform go on.
      this.#trouble = describeError(error)
    }
    this.#wake()
  }

  #write(bytes: Buffer): void {
    if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#rotate()
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from)
    } catch (error) {
      ftruncateSync(this.#file, this.#size) // half a record would spoil the next
      throw error
    }
    this.#size += bytes.length
  }

  #prefix(stream: Stream): string {
    return `${new Date(this.#clock.now()).toISOString()} ${stream}`
  }

  #rotate(): void {
    renameSync(this.#path, `${this.#path}.1`)
    const next = openSync(this.#path, 'w', 0o600)
    closeSync(this.#file) // last, as the number of a closed file may soon be another file's
    this.#file = next
    this.#size = 0
    this.#generation++
  }

  #wake(): void {
    this.#version++
    for (const wake of [...this.#waiting]) wake()
  }
}

/** Removes the files of a run. */
export function removeLog(path: string): void {
  rmSync(path, { force: true })
  rmSync(`${path}.1`, { force: true })
}
