import { type FileHandle, open } from 'node:fs/promises'
import type { ContainerLog } from './container-log.ts'

interface LogRecord {
  time: string
  text: Buffer
  /** Whether the line ends here. */
  isFull: boolean
}

export interface ReadLogOptions {
  follow: boolean
  /** Only lines at or after this time, in milliseconds since the Unix epoch. */
  sinceMs?: number
  tailLines?: number
  limitBytes?: number
  timestamps: boolean
  signal: AbortSignal
}

const chunkBytes = 64 * 1024

/** A run's output as `kubectl logs` prints it. Lines of a file that was removed meanwhile are left out. */
export async function* readLog(log: ContainerLog, options: ReadLogOptions): AsyncGenerator<Buffer> {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY
  let startsLine = true
  for await (const record of pick(log, options)) {
    const stamp = options.timestamps && startsLine ? `${record.time} ` : ''
    const line = Buffer.concat([Buffer.from(stamp), record.text, Buffer.from(record.isFull ? '\n' : '')])
    startsLine = record.isFull
    yield line.length > left ? line.subarray(0, left) : line
    left -= line.length
    if (left <= 0) return
  }
}

async function* pick(log: ContainerLog, options: ReadLogOptions): AsyncGenerator<LogRecord> {
  const { sinceMs = Number.NEGATIVE_INFINITY, tailLines } = options
  let tail: LogRecord[][] | undefined = tailLines === undefined ? undefined : []
  let line: LogRecord[] = []
  for await (const record of records(log, options)) {
    if (record === 'caught-up') {
      if (tail === undefined) continue
      yield* [...tail, line].flat()
      tail = undefined
    } else if (Date.parse(record.time) < sinceMs) {
    } else if (tail === undefined) {
      yield record
    } else {
      line.push(record)
      if (!record.isFull) continue
      tail.push(line)
      line = []
      if (tail.length > (tailLines ?? 0)) tail.shift()
    }
  }
}

/** Each record in order, with a mark where the reader first came to the end; ends there unless it follows. */
async function* records(
  log: ContainerLog,
  { follow, signal }: ReadLogOptions,
): AsyncGenerator<LogRecord | 'caught-up'> {
  let generation = Math.max(0, log.generation - 1)
  let isBehind = true
  for (;;) {
    const path = log.fileOf(generation)
    const file = path === undefined ? undefined : await open(path).catch(() => undefined)
    if (file === undefined) {
      // Put aside between the question and the opening, or removed: go on with what is there.
      if (log.generation === generation) return
      generation = Math.max(generation + 1, log.generation - 1)
      continue
    }
    try {
      // Opened before the check, so these are the records of that generation whatever happens to the name.
      if (log.fileOf(generation) !== path) continue
      const reader = new RecordReader(file)
      for (;;) {
        const { version, isEnded } = log
        const isCurrent = log.generation === generation
        for await (const record of reader.rest()) {
          if (signal.aborted) return
          yield record
        }
        if (!isCurrent) break
        if (version !== log.version) continue
        if (isBehind) yield 'caught-up'
        isBehind = false
        if (isEnded || !follow || signal.aborted) return
        if (version === log.version) await log.changed(signal)
      }
      generation++
    } finally {
      await file.close()
    }
  }
}

/** Reads the records of one file, and goes on where it stopped when the file has grown. */
class RecordReader {
  readonly #file: FileHandle
  #position = 0
  #rest = Buffer.alloc(0)

  constructor(file: FileHandle) {
    this.#file = file
  }

  async *rest(): AsyncGenerator<LogRecord> {
    const chunk = Buffer.alloc(chunkBytes)
    for (;;) {
      const { bytesRead } = await this.#file.read(chunk, 0, chunk.length, this.#position)
      if (bytesRead === 0) return
      this.#position += bytesRead
      const text = Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)])
      let from = 0
      for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, from)) {
        yield parseRecord(text.subarray(from, end))
        from = end + 1
      }
      this.#rest = Buffer.from(text.subarray(from))
    }
  }
}

function parseRecord(line: Buffer): LogRecord {
  const time = line.indexOf(32)
  const stream = line.indexOf(32, time + 1)
  return {
    time: line.toString('latin1', 0, time),
    isFull: line[stream + 1] === 'F'.charCodeAt(0),
    text: line.subarray(stream + 3),
  }
}
