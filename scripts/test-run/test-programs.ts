import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeError } from '@gitops-example/kit/errors'
import { ensureProgram } from '@gitops-example/local/tools/ensure-program'
import { installedPath } from '@gitops-example/local/tools/find-program'
import { helm, testPrograms } from '@gitops-example/local/tools/pins'

const pins = [helm, ...testPrograms]

/** Installs every program that tests run and puts it on PATH; returns how many are missing that must not be. */
export async function installTestPrograms(root: string): Promise<number> {
  const toolsDir = join(root, '.gitops', 'tools')
  const required = process.env.GITOPS_REQUIRE_TOOLS === '1'
  let missing = 0
  for (const pin of pins) {
    try {
      const path = await ensureProgram(pin, { toolsDir, progress: (line) => console.log(`${line} ...`) })
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
