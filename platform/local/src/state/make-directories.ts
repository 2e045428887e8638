import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { StatePaths } from './state-paths.ts'
import { stateProblem } from './state-problem.ts'

/** Makes the directories of a checkout's state where they are missing; throws what `stateProblem` finds. */
export function makeDirectories(paths: StatePaths): void {
  const problem = stateProblem(paths)
  if (problem !== undefined) throw problem
  for (const directory of [paths.state, paths.run, paths.logs]) mkdirSync(directory, { recursive: true })
  makeShared(paths.shared)
  makeShared(paths.programs)
}

/** Pods and the database run as other users below it, whatever umask root has. */
function makeShared(directory: string): void {
  const made = mkdirSync(directory, { recursive: true })
  if (process.getuid?.() !== 0) return
  chmodSync(directory, 0o755)
  for (let at = directory; made !== undefined && at !== made; at = dirname(at)) chmodSync(dirname(at), 0o755)
}
