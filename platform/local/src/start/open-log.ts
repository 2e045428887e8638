import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'

const maxBytes = 5 * 1024 * 1024

export interface Log {
  line: (text: string) => void
  close: () => void
}

/** Appends lines with their time to a file; a file that is large at the start is kept once as `.1`. */
export function openLog(path: string): Log {
  mkdirSync(dirname(path), { recursive: true })
  try {
    if (statSync(path).size > maxBytes) renameSync(path, `${path}.1`)
  } catch {
    // there is no log yet
  }
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
  return {
    line: (text) => void stream.write(`${new Date(systemClock.now()).toISOString()} ${text}\n`),
    close: () => void stream.end(),
  }
}
