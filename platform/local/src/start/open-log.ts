import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { type Clock, systemClock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'

export interface LogOptions {
  limitBytes?: number
  /** Called when lines begin to be lost, with why, and with undefined once they are written again. */
  onTrouble?: (why: string | undefined) => void
  clock?: Clock
}

const againMs = 5000

export interface Log {
  /** Never throws: what a disk in trouble does not take is lost, and the next line that it takes says so. */
  line: (text: string) => void
  close: () => void
}

/** Appends lines with their time to a file; one that has grown large is kept once, as `.1`. */
export function openLog(path: string, options: LogOptions = {}): Log {
  const { limitBytes = 5 * 1024 * 1024, onTrouble, clock = systemClock } = options
  let file: number | undefined
  let isClosed = false
  let trouble: string | undefined
  const open = (): number => {
    mkdirSync(dirname(path), { recursive: true })
    const isCut = isCutShort(path)
    const opened = openSync(path, 'a', 0o600)
    if (isCut) writeSync(opened, '\n')
    return opened
  }
  const close = () => {
    if (file !== undefined) closeSync(file)
    file = undefined
  }
  const write = (text: string) => {
    file ??= open()
    if (fstatSync(file).size > limitBytes) {
      close()
      renameSync(path, `${path}.1`)
      file = open()
    }
    appendWhole(file, Buffer.from(text))
  }
  /** Tries again without a further line: nobody can tell a log without one from a log in trouble. */
  let again: Disposable | undefined
  const append = (text: string) => {
    const lost = trouble === undefined ? '' : `${timestamp(clock)} lines were lost: ${trouble}\n`
    try {
      write(lost + text)
      if (trouble !== undefined) onTrouble?.(undefined)
      trouble = undefined
    } catch (error) {
      close() // its place may be another file by the next line
      if (trouble === undefined) onTrouble?.(`${basename(path)} is not written: ${describeError(error)}`)
      trouble = describeError(error)
      again ??= clock.after(againMs, () => {
        again = undefined
        if (trouble !== undefined) append('')
      })
    }
  }
  return {
    line(text) {
      if (!isClosed) append(`${timestamp(clock)} ${text}\n`)
    },
    close() {
      isClosed = true
      again?.[Symbol.dispose]()
      close()
    },
  }
}

function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}

/** Half a line would spoil the next. */
function appendWhole(file: number, bytes: Buffer): void {
  const { size } = fstatSync(file)
  try {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
  } catch (error) {
    if (fstatSync(file).isFile()) ftruncateSync(file, size)
    throw error
  }
}

/** Whether a kill has left the start of a line, which must not spoil the next one. */
function isCutShort(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile() || stat.size === 0) return false
  const file = openSync(path, 'r')
  try {
    const last = Buffer.alloc(1)
    readSync(file, last, 0, 1, stat.size - 1)
    return last.toString() !== '\n'
  } finally {
    closeSync(file)
  }
}
