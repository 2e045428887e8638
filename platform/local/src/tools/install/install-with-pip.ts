import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { baseEnv, exec } from '@gitops-example/kit/process/exec'
import type { ProgramPin } from '../pins.ts'
import { pythonLock } from '../python-lock.ts'
import { namedEnv } from './go-environment.ts'
import type { InstallOptions } from './installer.ts'

/** Into a virtual environment, which knows its own path, so that it is made in its final place and linked to. */
export async function installWithPip(
  pin: ProgramPin,
  directory: string,
  options: InstallOptions,
): Promise<void> {
  options.progress(`installing ${pin.name} ${pin.version} into a Python environment`)
  const environment = join(options.toolsDir, `${pin.name}-${pin.version}.venv`)
  const limits = { timeoutMs: 10 * 60_000, ...(options.signal ? { signal: options.signal } : {}) }
  const env = { ...baseEnv(), ...namedEnv(/^PIP_/) }
  await exec(['python3', '-m', 'venv', '--clear', environment], { ...limits, env })
  const pip = join(environment, 'bin', 'pip')
  const install = [pip, 'install', '--quiet', '--disable-pip-version-check', '--require-hashes']
  await exec([...install, '--requirement', pythonLock(pin.name)], { ...limits, env })
  symlinkSync(join(environment, 'bin', pin.name), join(directory, pin.name))
}
