import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** The whole lines in the last `limitBytes` of files, of which the last is the newest; none of one that is not there. */
export function recentLines(files: readonly string[], limitBytes: number): string[] {
  let room = limitBytes
  const parts: string[][] = []
  for (const file of files.toReversed()) {
    const { lines, bytes } = lastLines(file, room)
    parts.unshift(lines)
    room -= bytes
  }
  return parts.flat()
}

function lastLines(path: string, limitBytes: number): { lines: string[]; bytes: number } {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return { lines: [], bytes: 0 }
  }
  try {
    const { size } = fstatSync(file)
    const buffer = Buffer.alloc(Math.min(size, limitBytes))
    const bytes = readSync(file, buffer, 0, buffer.length, size - buffer.length)
    const lines = buffer.toString('utf8', 0, bytes).split('\n')
    // The first one is whole only where the file begins with it.
    return { lines: bytes < size ? lines.slice(1) : lines, bytes }
  } finally {
    closeSync(file)
  }
}
