import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { tryExec } from '@gitops-example/kit/process/exec'
import type { ProgramPin } from './pins.ts'

export interface FoundProgram {
  path: string
  version: string
  from: 'PATH' | 'tools'
}

/** The program on PATH in a fitting version, else the one that an earlier run installed into `toolsDir`. */
export async function findProgram(
  pin: ProgramPin,
  toolsDir: string,
  searchPath = process.env.PATH ?? '',
): Promise<FoundProgram | undefined> {
  for (const directory of searchPath.split(delimiter)) {
    const path = join(directory, pin.name)
    if (directory === '' || !existsSync(path)) continue
    const version = await programVersion(pin, path)
    if (version !== undefined && fits(pin, version)) return { path, version, from: 'PATH' }
  }
  const installed = installedPath(pin, toolsDir)
  return existsSync(installed) ? { path: installed, version: pin.version, from: 'tools' } : undefined
}

/** Where an installed program is: the version is part of the name, so that a new pin installs it again. */
export function installedPath(pin: ProgramPin, toolsDir: string): string {
  return join(toolsDir, `${pin.name}-${pin.version}`, pin.name)
}

async function programVersion(pin: ProgramPin, path: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await tryExec([path, ...pin.versionArgs], { timeoutMs: 10_000 })
    return /(\d+\.\d+(\.\d+)?)/.exec(stdout + stderr)?.[1]
  } catch {
    return undefined // a file of that name that does not run is not the program
  }
}

function fits(pin: ProgramPin, version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return pin.accepts(major, minor)
}
