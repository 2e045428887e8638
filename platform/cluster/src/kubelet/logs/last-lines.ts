import type { ContainerLog } from './container-log.ts'
import { readLog } from './read-log.ts'

/** The last lines of a run's output, as text. */
export async function lastLines(log: ContainerLog, count: number): Promise<string[]> {
  const { signal } = new AbortController()
  const chunks: Buffer[] = []
  for await (const chunk of readLog(log, { follow: false, tailLines: count, timestamps: false, signal })) {
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
