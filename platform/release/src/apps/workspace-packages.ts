import type { GitObjects } from '@gitops-example/kit/git/git-objects'

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

/** The packages below `dev/` of a revision, by folder. */
export async function workspacePackages(
  objects: GitObjects,
  revision: string,
): Promise<Map<string, WorkspacePackage>> {
  const entries = (await objects.tree(`${revision}:dev`)) ?? []
  const dirs = entries.filter(({ type }) => type === 'directory').map(({ name }) => `dev/${name}`)
  const packages = await Promise.all(
    dirs.map(async (dir) => {
      const manifest = await objects.blob(`${revision}:${dir}/package.json`)
      return manifest === undefined ? [] : [parsePackage(dir, manifest.toString('utf8'))]
    }),
  )
  return new Map(packages.flat().map((one) => [one.dir, one]))
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
