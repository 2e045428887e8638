import { createHash } from 'node:crypto'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from './app.ts'
import type { Library } from './libraries.ts'
import type { LockedPackage, Lockfile } from './lockfile/parse-lockfile.ts'
import { reachablePackages } from './lockfile/reachable-packages.ts'
import { readLockfile } from './lockfile/read-lockfile.ts'
import type { Sources } from './read-sources.ts'

/** The packages that an app's checks and build can import, from a registry or elsewhere outside the repository. */
export interface AppDependencies {
  /** A fingerprint of them, and of where they are. */
  digest: string
  /** Where each is below the root; undefined when the lockfile does not say: then all that is installed counts. */
  paths?: readonly string[]
}

/**
 * What the app, its libraries and the root ask for, for development too, and what that asks for, by the revision's
 * lockfile. The whole lockfile where that cannot be understood, or where a package is a folder that is not the app's.
 */
export async function appDependencies(
  objects: GitObjects,
  { root, folders }: Sources,
  app: App,
  libraries: readonly Library[],
): Promise<AppDependencies> {
  const file = root.find(({ name }) => name === 'package-lock.json')
  if (file === undefined) return { digest: '' }
  const lockfile = await readLockfile(objects, file.id)
  if (lockfile === undefined) return { digest: file.id }
  const top = lockfile.get('')
  const starts = new Map<string, Iterable<string>>([['', [...(top?.needs ?? []), ...(top?.devNeeds ?? [])]]])
  for (const { dir } of [app, ...libraries]) {
    starts.set(dir, folders.get(dir)?.package?.dependencies.keys() ?? [])
  }
  const { paths, links } = reachablePackages(lockfile, starts)
  if (![...links].every((dir) => starts.has(dir))) return { digest: file.id }
  return { digest: digestOf(lockfile, paths), paths: [...paths].sort() }
}

function digestOf(lockfile: Lockfile, paths: ReadonlySet<string>): string {
  const hash = createHash('sha256')
  for (const path of [...paths].sort()) hash.update(`${path} ${contentOf(lockfile.get(path))}\n`)
  return hash.digest('hex')
}

/** Who needs a package, and whether for development only, is not a part of what it is. */
function contentOf(one: LockedPackage | undefined): string {
  const { dev, optional, devOptional, peer, extraneous, ...content } = one?.entry ?? {}
  return JSON.stringify(content)
}
