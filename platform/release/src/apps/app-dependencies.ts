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
  const starts = new Map<string, readonly string[]>([['', [...(top?.needs ?? []), ...(top?.devNeeds ?? [])]]])
  for (const { dir } of [app, ...libraries]) {
    starts.set(dir, [...(folders.get(dir)?.package?.dependencies.keys() ?? [])])
  }
  const found = reach(lockfile, starts)
  return found.isClosed ? found : { digest: file.id }
}

interface Known extends AppDependencies {
  /** Whether all links lead to where it began. */
  isClosed: boolean
}

/** By lockfile, and in it by what is asked for: every push asks for the same. */
const known = new WeakMap<Lockfile, Map<string, Known>>()

function reach(lockfile: Lockfile, starts: ReadonlyMap<string, readonly string[]>): Known {
  const key = JSON.stringify([...starts].map(([dir, names]) => [dir, ...names]))
  const answers = known.get(lockfile) ?? new Map<string, Known>()
  known.set(lockfile, answers)
  let answer = answers.get(key)
  if (answer === undefined) {
    const { paths, links } = reachablePackages(lockfile, starts)
    const isClosed = [...links].every((dir) => starts.has(dir))
    answer = { digest: digestOf(lockfile, paths), paths: [...paths].sort(), isClosed }
    answers.set(key, answer)
  }
  return answer
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
