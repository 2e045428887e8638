import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, exec, tryExec } from '@gitops-example/kit/process/exec'
import { findProgram, installedPath } from './find-program.ts'
import { goEnv, goFlags, namedEnv } from './go-environment.ts'
import type { InstallOptions } from './install-options.ts'
import type { ProgramPin } from './pins.ts'
import { compilePlugin, downloadPlugin } from './terraform-plugin.ts'

/** Puts the program into `directory` under its own name, or throws why it cannot. */
type Installer = (pin: ProgramPin, directory: string, options: InstallOptions) => Promise<void>

/**
 * The path of a program that is ready to run: found, else downloaded (checked by its SHA-256), else made by the
 * language's own installer, else installed by apt where we are root.
 * Throws `program-missing` with every way that failed and what a person can do.
 */
export async function ensureProgram(pin: ProgramPin, options: InstallOptions): Promise<string> {
  const found = await findProgram(pin, options.toolsDir)
  if (found !== undefined) return found.path
  const failures: string[] = []
  for (const [way, install] of waysOf(pin)) {
    try {
      return await installInto(pin, install, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      failures.push(`${way}: ${error instanceof Error ? firstLine(error) : String(error)}`)
    }
  }
  throw new GitopsError(
    'program-missing',
    `${pin.name} ${pin.version} is needed and could not be had (${failures.join('; ')}).`,
    {
      hint: pin.optional
        ? 'The tests that need it are skipped.'
        : `Install ${pin.name} so that it is on PATH, then run the same command again.`,
    },
  )
}

function waysOf(pin: ProgramPin): [string, Installer][] {
  const ways: [string, Installer | undefined][] = [
    ['download', pin.release && downloadRelease],
    ['go install', pin.goPackage === undefined ? undefined : compileWithGo],
    ['pip', pin.pythonPackages && installWithPip],
    ['apt-get', pin.aptPackage === undefined ? undefined : installWithApt],
    ['terraform init', pin.plugin && downloadPlugin],
    ['go build', pin.plugin && compilePlugin],
  ]
  return ways.flatMap(([name, install]) => (install ? [[name, install] as [string, Installer]] : []))
}

/** A half-made program is never taken for a whole one: it is made beside its place and moved there. */
async function installInto(pin: ProgramPin, install: Installer, options: InstallOptions): Promise<string> {
  const target = installedPath(pin, options.toolsDir)
  const directory = `${dirname(target)}.${process.pid}`
  mkdirSync(directory, { recursive: true })
  try {
    await install(pin, directory, options)
    rmSync(dirname(target), { recursive: true, force: true })
    renameSync(directory, dirname(target))
    return target
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
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
  const go = await tryExec(['go', 'env', 'GOVERSION'], { timeoutMs: 10_000 }).catch(() => undefined)
  if (go?.exitCode !== 0) throw new Error('no Go on PATH')
  options.progress(
    `compiling ${pin.name} ${pin.version} with Go, usually ${pin.compileTime ?? 'some minutes'}`,
  )
  const limits = {
    env: { ...baseEnv(), ...goEnv(), GOBIN: directory },
    timeoutMs: 20 * 60_000,
    ...(options.signal ? { signal: options.signal } : {}),
  }
  const pkg = pin.goPackage ?? ''
  const install = await tryExec(['go', 'install', ...goFlags, pkg], limits)
  if (install.exitCode === 0) return
  // `go install` lists every version first, which not every proxy serves; a module of our own asks for this one only.
  const [path = '', version = ''] = pkg.split('@')
  const module = mkdtempSync(join(tmpdir(), 'gitops-go-'))
  try {
    writeFileSync(join(module, 'go.mod'), `module build\n\nrequire ${path} ${version}\n`)
    const build = ['go', 'build', '-mod=mod', ...goFlags, '-o', join(directory, pin.name), path]
    const { exitCode } = await tryExec(build, { ...limits, cwd: module })
    if (exitCode !== 0) throw new Error(install.stderr.trim())
  } finally {
    rmSync(module, { recursive: true, force: true })
  }
}

/** A virtual environment knows its own path, so it is made in its final place, below the name that is moved. */
async function installWithPip(pin: ProgramPin, directory: string, options: InstallOptions): Promise<void> {
  options.progress(`installing ${pin.name} ${pin.version} into a Python environment`)
  const environment = join(options.toolsDir, `${pin.name}-${pin.version}.venv`)
  const limits = { timeoutMs: 10 * 60_000, ...(options.signal ? { signal: options.signal } : {}) }
  const env = { ...baseEnv(), ...namedEnv(/^PIP_/) }
  await exec(['python3', '-m', 'venv', '--clear', environment], { ...limits, env })
  const pip = join(environment, 'bin', 'pip')
  await exec([pip, 'install', '--quiet', '--disable-pip-version-check', ...(pin.pythonPackages ?? [])], {
    ...limits,
    env,
  })
  symlinkSync(join(environment, 'bin', pin.name), join(directory, pin.name))
}

/** For the whole machine, so only as root; the program is then on PATH, and our name for it is a link. */
async function installWithApt(pin: ProgramPin, directory: string, options: InstallOptions): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error(`needs root; run: sudo apt-get install ${pin.aptPackage}`)
  options.progress(`installing ${pin.name} with apt-get`)
  const env = { ...baseEnv(), DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['apt-get', 'install', '--yes', '--quiet', '--no-install-recommends', pin.aptPackage ?? '']
  const limits = { timeoutMs: 10 * 60_000, env, ...(options.signal ? { signal: options.signal } : {}) }
  const first = await tryExec(install, limits)
  if (first.exitCode !== 0) {
    await exec(['apt-get', 'update', '--quiet'], limits)
    await exec(install, limits)
  }
  const found = await findProgram(pin, options.toolsDir)
  if (found === undefined) throw new Error(`${pin.aptPackage} brings no ${pin.name} that will do`)
  symlinkSync(found.path, join(directory, pin.name))
}

function firstLine(error: Error): string {
  return error.message.split('\n').slice(0, 2).join(' ')
}

function errorCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause)
}
