import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeError } from '@gitops-example/kit/errors'
import { installProgram } from '@gitops-example/local/tools/ensure-program'
import { findProgram, installedPath } from '@gitops-example/local/tools/find-program'
import { helm, testPrograms } from '@gitops-example/local/tools/pins'
import { installNotice } from './install-notice.ts'

const pins = [helm, ...testPrograms]

/** Installs every program that tests run and puts it on PATH; returns how many are missing that must not be. */
export async function installTestPrograms(root: string): Promise<number> {
  const toolsDir = join(root, '.gitops', 'tools')
  const required = process.env.GITOPS_REQUIRE_TOOLS === '1'
  const wanted = pins.filter(({ requiredOnly }) => required || requiredOnly !== true)
  const looked = await Promise.all(
    wanted.map(async (pin) => ({ pin, found: (await findProgram(pin, toolsDir))?.path })),
  )
  for (const line of installNotice(looked.flatMap(({ pin, found }) => (found === undefined ? [pin] : [])))) {
    console.log(line)
  }
  let missing = 0
  for (const { pin, found } of looked) {
    try {
      const options = { toolsDir, progress: (line: string) => console.log(`${line} ...`) }
      const path = found ?? (await installProgram(pin, options))
      console.log(`ok     ${pin.name}: ${path}`)
      // Directories of the machine stay behind node_modules/.bin, where our own Node is.
      if (path.startsWith(toolsDir)) prependToPath(dirname(path))
    } catch (error) {
      const failed = required && pin.optional !== true
      if (failed) missing++
      console.log(`${failed ? 'FAILED' : 'absent'} ${describeError(error)}`)
    }
  }
  return missing
}

/** Puts the programs on PATH that an earlier run installed; asks none for its version, which takes seconds. */
export function useInstalledPrograms(root: string): void {
  for (const pin of pins) {
    const path = installedPath(pin, join(root, '.gitops', 'tools'))
    if (existsSync(path)) prependToPath(dirname(path))
  }
}

function prependToPath(directory: string): void {
  process.env.PATH = `${directory}:${process.env.PATH}`
}
