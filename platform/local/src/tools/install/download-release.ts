import { createHash } from 'node:crypto'
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import type { ProgramPin } from '../pins.ts'
import type { InstallOptions } from './installer.ts'

/** Downloads the archive of the official release, checks its SHA-256 and unpacks the program. */
export async function downloadRelease(
  pin: ProgramPin,
  directory: string,
  options: InstallOptions,
): Promise<void> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const sha256 = pin.release?.sha256[platform]
  if (pin.release === undefined || sha256 === undefined)
    throw new Error(`there is no release for ${platform}`)
  const url = pin.release.url(platform)
  options.progress(`downloading ${pin.name} ${pin.version}`)
  const archive = await fetchBytes(url, options.signal)
  const actual = createHash('sha256').update(archive).digest('hex')
  if (actual !== sha256) throw new Error(`${url} has SHA-256 ${actual}, expected ${sha256}`)
  const member = pin.release.member(platform)
  writeFileSync(join(directory, 'archive.tar.gz'), archive)
  await exec(['tar', '-xzf', 'archive.tar.gz', member], { cwd: directory, timeoutMs: 60_000 })
  renameSync(join(directory, member), join(directory, pin.name))
  chmodSync(join(directory, pin.name), 0o755)
  rmSync(join(directory, 'archive.tar.gz'))
}

async function fetchBytes(url: string, signal?: AbortSignal): Promise<Uint8Array> {
  const limits = [AbortSignal.timeout(120_000), ...(signal ? [signal] : [])]
  let response: Response
  try {
    response = await fetch(url, { signal: AbortSignal.any(limits) })
  } catch (error) {
    throw new Error(`${url} is not reachable (${errorCode(error)})`)
  }
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

function errorCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause)
}
