import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'

/** A folder of `dev/` with a package.json: an app, or a library of apps. */
export interface WorkspacePackage {
  /** `dev/NAME`, relative to the root of the repository. */
  dir: string
  /** As other packages name it; undefined where package.json has none. */
  name?: string
  /** Every package that it asks for, and how. */
  dependencies: ReadonlyMap<string, string>
  /** Why its package.json cannot be read; it then has no name and no dependencies. */
  problem?: string
}

const dependencyFields = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const

/** What a revision has at its root and in the folders of `dev/`. */
export interface Sources {
  root: readonly TreeEntry[]
  /** By `dev/NAME`. */
  folders: ReadonlyMap<string, SourceFolder>
}

export interface SourceFolder {
  entries: readonly TreeEntry[]
  package?: WorkspacePackage
}

/** Undefined when there is no such revision. Objects are read by their hash, which git finds sooner than a path. */
export async function readSources(objects: GitObjects, revision: string): Promise<Sources | undefined> {
  const root = await objects.tree(`${revision}^{tree}`)
  if (root === undefined) return undefined
  const dev = root.find(({ name }) => name === 'dev')
  const entries = (dev && (await objects.tree(dev.id))) ?? []
  const folders = await Promise.all(
    entries
      .filter(({ type }) => type === 'directory')
      .map(async ({ name, id }): Promise<[string, SourceFolder]> => {
        const dir = `dev/${name}`
        const own = (await objects.tree(id)) ?? []
        const manifest = own.find((entry) => entry.name === 'package.json')
        const text = manifest && (await objects.blob(manifest.id))?.toString('utf8')
        return [dir, { entries: own, ...(text === undefined ? {} : { package: parsePackage(dir, text) }) }]
      }),
  )
  return { root, folders: new Map(folders) }
}

/** Never throws: a broken package.json is a problem only for the apps that need it. */
export function parsePackage(dir: string, text: string): WorkspacePackage {
  try {
    const manifest: unknown = JSON.parse(text)
    if (!isRecord(manifest)) throw new Error('it is not an object')
    const dependencies = dependencyFields.flatMap((field) => {
      const value = manifest[field] ?? {}
      if (!isRecord(value)) throw new Error(`${field} is not an object`)
      return Object.entries(value).map(([name, range]): [string, string] => [name, String(range)])
    })
    const { name } = manifest
    return {
      dir,
      dependencies: new Map(dependencies),
      ...(typeof name === 'string' ? { name } : {}),
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { dir, dependencies: new Map(), problem }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
