import { statePaths } from '@gitops-example/local/state/state-paths'
import { ensureProgram } from '@gitops-example/local/tools/ensure-program'
import { helm } from '@gitops-example/local/tools/pins'
import type { Io } from '../io.ts'

/** The path of helm, which is installed when it is missing. */
export function helmProgram(io: Io): Promise<string> {
  const { tools } = statePaths(io.root)
  return ensureProgram(helm, { toolsDir: tools, progress: (line) => io.err(line), signal: io.signal })
}
