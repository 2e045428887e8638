import { X509Certificate } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { errorCode } from '../../machinery/error-code.ts'
import { makeCertificates } from './make-certificates.ts'
import { writePrivateFile } from './private-file.ts'
import type { ServerCertificates } from './server-certificates.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Reads the API server's certificate from `dataDir`; makes authority and certificate when missing or expiring. */
export async function ensureCertificates(dataDir: string, clock: Clock): Promise<ServerCertificates> {
  const files = {
    authority: join(dataDir, 'ca.crt'),
    certificate: join(dataDir, 'apiserver.crt'),
    key: join(dataDir, 'apiserver.key'),
  }
  const found = await readAll(files)
  if (found !== undefined && isUsable(found, clock.now())) return found
  const made = makeCertificates(clock.now())
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  for (const part of ['authority', 'certificate', 'key'] as const)
    await writePrivateFile(files[part], made[part])
  return made
}

async function readAll(files: Record<keyof ServerCertificates, string>) {
  try {
    const [authority, certificate, key] = await Promise.all(
      [files.authority, files.certificate, files.key].map((file) => readFile(file, 'utf8')),
    )
    if (authority === undefined || certificate === undefined || key === undefined) return undefined
    return { authority, certificate, key }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function isUsable({ authority, certificate }: ServerCertificates, nowMs: number): boolean {
  try {
    const issuer = new X509Certificate(authority)
    const server = new X509Certificate(certificate)
    const expires = Math.min(issuer.validToDate.getTime(), server.validToDate.getTime())
    return server.verify(issuer.publicKey) && expires > nowMs + 30 * dayMs
  } catch {
    // A half-written file is as good as none: both are made again.
    return false
  }
}
