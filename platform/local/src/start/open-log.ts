import { closeSync, createWriteStream, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'

const maxBytes = 5 * 1024 * 1024

export interface Log {
  line: (text: string) => void
  close: () => void
}

/** Appends lines with their time to a file; one that has grown large is kept once, as `.1`. */
export function openLog(path: string, limitBytes = maxBytes): Log {
  mkdirSync(dirname(path), { recursive: true })
  const open = () => createWriteStream(path, { flags: 'a', mode: 0o600 })
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  let stream = open()
  if (isCutShort(path, bytes)) stream.write('\n')
  return {
    line(text) {
      // A file that is not open yet cannot be moved from under its stream.
      if (bytes > limitBytes && !stream.pending) {
        stream.end()
        renameSync(path, `${path}.1`)
        bytes = 0
        stream = open()
      }
      const line = `${new Date(systemClock.now()).toISOString()} ${text}\n`
      bytes += Buffer.byteLength(line)
      stream.write(line)
    },
    close: () => void stream.end(),
  }
}

/** Whether a kill has left the start of a line, which must not spoil the next one. */
function isCutShort(path: string, bytes: number): boolean {
  if (bytes === 0) return false
  const file = openSync(path, 'r')
  try {
    const last = Buffer.alloc(1)
    readSync(file, last, 0, 1, bytes - 1)
    return last.toString() !== '\n'
  } finally {
    closeSync(file)
  }
}
