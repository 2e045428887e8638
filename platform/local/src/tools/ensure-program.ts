import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { findProgram, installedPath } from './find-program.ts'
import { compileWithGo } from './install/compile-with-go.ts'
import { downloadRelease } from './install/download-release.ts'
import { installWithApt } from './install/install-with-apt.ts'
import { installWithPip } from './install/install-with-pip.ts'
import type { Installer, InstallOptions } from './install/installer.ts'
import { compilePlugin, downloadPlugin } from './install/terraform-plugin.ts'
import type { ProgramPin } from './pins.ts'

/**
 * The path of a program that is ready to run: found, else downloaded (checked by its SHA-256), else installed by the
 * language's own installer, else by apt as root. Throws `program-missing` with why every way failed.
 */
export async function ensureProgram(pin: ProgramPin, options: InstallOptions): Promise<string> {
  const found = await findProgram(pin, options.toolsDir)
  return found?.path ?? (await installProgram(pin, options))
}

/** The same for a program that was not found. */
export async function installProgram(pin: ProgramPin, options: InstallOptions): Promise<string> {
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
    `${pin.name} ${pin.version} is required but could not be installed (${failures.join('; ')}).`,
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

/** A program is installed next to its place and moved there, so that a half-installed one is never used. */
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

function firstLine(error: Error): string {
  return error.message.split('\n').slice(0, 2).join(' ')
}
