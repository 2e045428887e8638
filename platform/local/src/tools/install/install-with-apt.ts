import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { baseEnv, exec, tryExec } from '@gitops-example/kit/process/exec'
import { findProgram } from '../find-program.ts'
import type { ProgramPin } from '../pins.ts'
import type { InstallOptions } from './installer.ts'

/** For the whole machine, so only as root; the program is then on PATH, and ours is a link to it. */
export async function installWithApt(
  pin: ProgramPin,
  directory: string,
  options: InstallOptions,
): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error(`root is required; run: sudo apt-get install ${pin.aptPackage}`)
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
  if (found === undefined) throw new Error(`${pin.aptPackage} has no fitting version of ${pin.name}`)
  symlinkSync(found.path, join(directory, pin.name))
}
