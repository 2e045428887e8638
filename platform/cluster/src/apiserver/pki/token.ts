import { randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../../machinery/error-code.ts'
import { writePrivateFile } from './private-file.ts'

/** The one bearer token of this cluster, from `dataDir`; made at the first start. */
export async function ensureToken(dataDir: string): Promise<string> {
  const file = join(dataDir, 'token')
  try {
    const token = (await readFile(file, 'utf8')).trim()
    if (token.length >= 32) return token
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
  const token = randomBytes(32).toString('base64url')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writePrivateFile(file, `${token}\n`)
  return token
}

/** Compares in a time that reveals nothing but the length, which is not a secret. */
export function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
