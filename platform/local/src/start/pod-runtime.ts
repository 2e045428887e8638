import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { StatePaths } from '../state/state-paths.ts'
import { isOpenToOthers } from '../state/state-paths.ts'

/** As root, the user of containers whose spec names none: a number without rights, as in distroless images. */
export function defaultPodUser(uid = process.getuid?.() ?? -1): { uid: number; gid: number } | undefined {
  return uid === 0 ? { uid: 65532, gid: 65532 } : undefined
}

/**
 * The directory of a `node` program that pods can run. As root below a closed directory, the pods' user cannot reach
 * ours, so it is copied once per version.
 */
export function podRuntimePath(paths: StatePaths, execPath = process.execPath): string {
  const own = dirname(execPath)
  if (process.getuid?.() !== 0 || isOpenToOthers(own)) return own
  const directory = join(paths.shared, 'runtime', process.version)
  const target = join(directory, 'node')
  if (!existsSync(target)) {
    mkdirSync(directory, { recursive: true })
    const partial = `${target}.${process.pid}`
    copyFileSync(execPath, partial)
    chmodSync(partial, 0o755)
    renameSync(partial, target)
  }
  return directory
}
