import { open } from 'node:fs/promises'
import type { Container } from 'kubernetes-types/core/v1.js'

const longestMessageBytes = 4096
const longestLogBytes = 2048
const mostLogLines = 80

/** What a container said before it ended: its message file, or its last output where the policy asks for that. */
export async function terminationMessage(
  policy: Container['terminationMessagePolicy'],
  messageFile: string,
  exitCode: number,
  lastLines: (count: number) => Promise<string[]>,
): Promise<string | undefined> {
  const written = await firstBytes(messageFile)
  if (written !== '') return written
  if (policy !== 'FallbackToLogsOnError' || exitCode === 0) return undefined
  const lines = await lastLines(mostLogLines)
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  return text.subarray(-longestLogBytes).toString('utf8') || undefined
}

async function firstBytes(path: string): Promise<string> {
  try {
    await using file = await open(path)
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
