import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, exec, tryExec } from '@gitops-example/kit/exec'
import { findProgram, installedPath } from './find-program.ts'
import type { ProgramPin } from './pins.ts'

export interface InstallOptions {
  toolsDir: string
  /** Told what is being tried, for people. */
  progress: (line: string) => void
  signal?: AbortSignal
}

/**
 * The path of a program that is ready to run: found, else downloaded (checked by its SHA-256), else compiled.
 * Throws `program-missing` with every way that failed and what a person can do.
 */
export async function ensureProgram(pin: ProgramPin, options: InstallOptions): Promise<string> {
  const found = await findProgram(pin, options.toolsDir)
  if (found !== undefined) return found.path
  const target = installedPath(pin, options.toolsDir)
  const failures: string[] = []
  for (const [way, install] of [
    ['download', downloadRelease],
    ['go install', compileWithGo],
  ] as const) {
    const directory = `${dirname(target)}.${process.pid}`
    mkdirSync(directory, { recursive: true })
    try {
      await install(pin, directory, options)
      rmSync(dirname(target), { recursive: true, force: true })
      renameSync(directory, dirname(target))
      return target
    } catch (error) {
      options.signal?.throwIfAborted()
      failures.push(`${way}: ${error instanceof Error ? firstLine(error) : String(error)}`)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
  throw new GitopsError(
    'program-missing',
    `${pin.name} ${pin.version} is needed and could not be had (${failures.join('; ')}).`,
    { hint: `Install ${pin.name} so that it is on PATH, or install Go, then run the same command again.` },
  )
}

async function downloadRelease(pin: ProgramPin, directory: string, options: InstallOptions): Promise<void> {
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const sha256 = pin.release?.sha256[platform]
  if (pin.release === undefined || sha256 === undefined) throw new Error(`no release for ${platform}`)
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

async function compileWithGo(pin: ProgramPin, directory: string, options: InstallOptions): Promise<void> {
  if (pin.goPackage === undefined) throw new Error('not a Go program')
  const go = await tryExec(['go', 'env', 'GOVERSION'], { timeoutMs: 10_000 }).catch(() => undefined)
  if (go?.exitCode !== 0) throw new Error('no Go on PATH')
  options.progress(
    `compiling ${pin.name} ${pin.version} with Go, usually ${pin.compileTime ?? 'some minutes'}`,
  )
  await exec(['go', 'install', '-trimpath', '-ldflags', '-s -w', pin.goPackage], {
    env: { ...baseEnv(), ...goEnv(), GOBIN: directory, GOTOOLCHAIN: 'auto' },
    timeoutMs: 20 * 60_000,
    ...(options.signal ? { signal: options.signal } : {}),
  })
}

/** A user's own Go settings (proxy, cache) stay in force. */
function goEnv(): Record<string, string> {
  const names = Object.entries(process.env).filter(([name]) => /^GO[A-Z]+$/.test(name))
  return Object.fromEntries(names.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

function firstLine(error: Error): string {
  return error.message.split('\n').slice(0, 2).join(' ')
}

function errorCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause)
}
