import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import type { Container } from '#kubernetes/core/v1'
import { isWithin } from '../is-within.ts'

const longestMessageBytes = 4096
const longestLogBytes = 2048
const mostLogLines = 80

/** What a container said before it ended: its message file, or its last output where the policy asks for that. */
export async function terminationMessage(
  policy: Container['terminationMessagePolicy'],
  message: { file: string; within: string },
  exitCode: number,
  lastLines: (count: number) => Promise<string[]>,
): Promise<string | undefined> {
  const written = await firstBytes(message)
  if (written !== '') return written
  if (policy !== 'FallbackToLogsOnError' || exitCode === 0) return undefined
  const lines = await lastLines(mostLogLines)
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  return text.subarray(-longestLogBytes).toString('utf8') || undefined
}

/** In a volume the container may have put a link there, to what it may not read and the platform may. */
async function firstBytes({ file: path, within }: { file: string; within: string }): Promise<string> {
  try {
    const real = await realpath(path)
    if (!isWithin(await realpath(within), real)) return ''
    // A pipe without a writer must not hold up the end of its container.
    await using file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK)
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(longestMessageBytes),
      0,
      longestMessageBytes,
      0,
    )
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return '' // the container may have removed it
  }
}
