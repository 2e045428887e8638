import { realpath } from 'node:fs/promises'
import type { Container } from '#kubernetes/core/v1'
import { readRegularFile } from '../files/stranger-files.ts'
import { isWithin } from '../is-within.ts'
import type { ProcessUser } from './container-user.ts'

const longestMessageBytes = 4096
const longestLogBytes = 2048
const mostLogLines = 80

export interface MessageFile {
  file: string
  /** A directory that the file must really be below. */
  within: string
  /** Whose it must be; anybody's when absent. */
  owner: ProcessUser | undefined
}

/** What a container said before it ended: its message file, or its last output where the policy asks for that. */
export async function terminationMessage(
  policy: Container['terminationMessagePolicy'],
  message: MessageFile,
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
async function firstBytes({ file: path, within, owner }: MessageFile): Promise<string> {
  try {
    const real = await realpath(path)
    if (!isWithin(await realpath(within), real)) return ''
    // Another container may have changed the path meanwhile, so the owner of what was opened decides.
    return (await readRegularFile(real, longestMessageBytes, owner))?.toString('utf8') ?? ''
  } catch {
    return '' // the container may have removed it
  }
}
