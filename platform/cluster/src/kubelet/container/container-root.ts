import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { dirname, join, normalize, resolve, sep } from 'node:path'
import { removeTree } from '@gitops-example/kit/files/remove-tree'

export interface Mount {
  /** As in the spec: absolute, inside the container. */
  mountPath: string
  /** What is seen there: a directory or file of this machine. */
  source: string
}

interface ContainerRootInput {
  /** Made here; whatever is there is replaced. */
  directory: string
  imageRoot: string
  mounts: readonly Mount[]
  workingDir: string
}

/**
 * Makes the directory that a container sees as `/`: the image's files and its mounts, by symbolic links. Only
 * directories above a mount are made again, with a link for each entry that the image has there, so an image is never
 * copied nor written to.
 */
export async function makeContainerRoot(input: ContainerRootInput): Promise<void> {
  const { directory, imageRoot, mounts, workingDir } = input
  await removeTree(directory)
  const own = existsSync(join(imageRoot, workingDir)) ? [] : [normalize(workingDir)]
  if (mounts.length + own.length === 0) {
    await symlink(imageRoot, directory)
    return
  }
  const sources = new Map(mounts.map(({ mountPath, source }) => [cleanPath(mountPath), source]))
  const made = new Set<string>()
  for (const path of [...sources.keys(), ...own].toSorted((a, b) => a.length - b.length)) {
    for (const parent of parentsOf(path)) await makeOverlay(input, parent, sources, made)
    const source = sources.get(path)
    if (source === undefined) await makeOverlay(input, path, sources, made)
    else if (!isBelowAnother(path, sources)) await linkMount(join(directory, path), source)
  }
}

/** The path without a slash at its end and without steps back. */
export function cleanPath(path: string): string {
  return resolve('/', path)
}

async function makeOverlay(
  { directory, imageRoot }: ContainerRootInput,
  path: string,
  sources: ReadonlyMap<string, string>,
  made: Set<string>,
): Promise<void> {
  if (made.has(path) || sources.has(path) || isBelowAnother(path, sources)) return
  made.add(path)
  const target = join(directory, path)
  await rm(target, { force: true, recursive: true })
  await mkdir(target, { recursive: true })
  await chmod(target, 0o755) // whatever the umask
  const inImage = join(imageRoot, path)
  for (const name of await readdir(inImage).catch(() => []))
    await symlink(join(inImage, name), join(target, name))
}

async function linkMount(target: string, source: string): Promise<void> {
  await rm(target, { force: true, recursive: true })
  await mkdir(dirname(target), { recursive: true, mode: 0o755 })
  await symlink(source, target)
}

/** A mount inside another one would have to be written into that volume; the caller refuses it. */
function isBelowAnother(path: string, sources: ReadonlyMap<string, string>): boolean {
  return parentsOf(path).some((parent) => sources.has(parent))
}

/** `/a/b/c` → `/`, `/a`, `/a/b`. */
function parentsOf(path: string): string[] {
  if (path === '/') return []
  const steps = path.split(sep).slice(1, -1)
  return ['/', ...steps.map((_, index) => `/${steps.slice(0, index + 1).join('/')}`)]
}
