import { join, normalize } from 'node:path'
import type { Container, Volume } from '#kubernetes/core/v1'
import { configError } from '../config-error.ts'
import { expand } from '../env/expand.ts'
import { makeDirectoriesBelow } from '../files/stranger-files.ts'
import { cleanPath, type Mount } from './container-root.ts'

interface ContainerMountsInput {
  container: Pick<Container, 'volumeMounts'>
  volumes: readonly Volume[]
  /** The directory of a volume. */
  volumePath: (name: string) => string
  /** The container's variables, for `subPathExpr`. */
  lookup: (name: string) => string | undefined
}

/** Where the container's volumes are seen and what is there. Makes the `subPath` directories of emptyDir volumes. */
export async function containerMounts(input: ContainerMountsInput): Promise<Mount[]> {
  const { container, volumes, volumePath, lookup } = input
  const mounts: Mount[] = []
  for (const { name, mountPath, subPath, subPathExpr } of container.volumeMounts ?? []) {
    const volume = volumes.find((candidate) => candidate.name === name)
    if (volume === undefined) throw configError(`volumeMount "${name}" not found in the pod's volumes`)
    const below = subPathExpr === undefined ? (subPath ?? '') : expand(subPathExpr, lookup)
    if (normalize(below).startsWith('..')) throw configError(`subPath "${below}" must not contain '..'`)
    const source = join(volumePath(name), below)
    if (volume.emptyDir !== undefined) await makeBelow(volumePath(name), below)
    mounts.push({ mountPath: cleanPath(mountPath), source })
  }
  refuseNested(mounts)
  return mounts
}

/** As the volume's own mode: every user of the pod may write there. */
const directoryMode = 0o777

async function makeBelow(volume: string, below: string): Promise<void> {
  if ((await makeDirectoriesBelow(volume, below, directoryMode)) === 'made') return
  throw configError(`subPath "${below}" leads through a symbolic link`)
}

/**
 * A process finds a mount when its spec gives it the path, when it is below the working directory, or when it is `/tmp`,
 * which `TMPDIR` names. Any other would be looked for in the machine's own files, so it is refused.
 */
export function refuseHiddenMounts(
  mounts: readonly Mount[],
  workingDir: string,
  named: ReadonlySet<string>,
): void {
  const base = workingDir === '/' ? '/' : `${cleanPath(workingDir)}/`
  const isWholeRoot = base === '/'
  for (const { mountPath } of mounts) {
    const isNamed = [...named].some((path) => path === mountPath || path.startsWith(`${mountPath}/`))
    if (isNamed || mountPath === '/tmp') continue
    if (!isWholeRoot && mountPath.startsWith(base)) continue
    throw configError(
      `the process cannot see the volume at ${mountPath}, as it shares the file system of the machine: name that path ` +
        `in env, command or args, or mount the volume below the working directory ${workingDir}`,
    )
  }
}

function refuseNested(mounts: readonly Mount[]): void {
  for (const { mountPath } of mounts) {
    if (mountPath === '/') throw configError('a volume cannot be mounted at /')
    const outer = mounts.find((other) => mountPath.startsWith(`${other.mountPath}/`))
    if (outer !== undefined) {
      throw configError(
        `volume at ${mountPath} is inside the one at ${outer.mountPath}: this node cannot do that`,
      )
    }
  }
}
