import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import type { ProgramPin } from '../pins.ts'
import { goEnv, goFlags } from './go-environment.ts'
import type { InstallOptions } from './installer.ts'

/** Compiles the program from its Go module. */
export async function compileWithGo(
  pin: ProgramPin,
  directory: string,
  options: InstallOptions,
): Promise<void> {
  const go = await tryExec(['go', 'env', 'GOVERSION'], { timeoutMs: 10_000 }).catch(() => undefined)
  if (go?.exitCode !== 0) throw new Error('Go is not on PATH')
  options.progress(
    `compiling ${pin.name} ${pin.version} with Go, usually ${pin.compileTime ?? 'some minutes'}`,
  )
  const limits = {
    env: { ...baseEnv(), ...goEnv(), GOBIN: directory },
    timeoutMs: 20 * 60_000,
    ...(options.signal ? { signal: options.signal } : {}),
  }
  const pkg = pin.goPackage ?? ''
  const flags = pin.goTags === undefined ? goFlags : [...goFlags, '-tags', pin.goTags.join(',')]
  const install = await tryExec(['go', 'install', ...flags, pkg], limits)
  if (install.exitCode === 0) return
  // `go install` lists every version first, which not every proxy serves; a module of our own requests only this one.
  const [path = '', version = ''] = pkg.split('@')
  const module = mkdtempSync(join(tmpdir(), 'gitops-go-'))
  try {
    writeFileSync(join(module, 'go.mod'), `module build\n\nrequire ${path} ${version}\n`)
    const build = ['go', 'build', '-mod=mod', ...flags, '-o', join(directory, pin.name), path]
    const { exitCode } = await tryExec(build, { ...limits, cwd: module })
    if (exitCode !== 0) throw new Error(install.stderr.trim())
  } finally {
    rmSync(module, { recursive: true, force: true })
  }
}
