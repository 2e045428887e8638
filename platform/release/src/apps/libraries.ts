import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from './app.ts'
import { readSources, type Sources, type WorkspacePackage } from './read-sources.ts'

/** A package below `dev/` that an app is made of, beside its own folder. */
export interface Library {
  /** As imports name it. */
  name: string
  /** `dev/NAME`, relative to the root of the repository. */
  dir: string
}

/**
 * The packages below `dev/` that the app needs at a revision, directly or through others, sorted by folder. Throws
 * `library-missing`, `library-cycle` or `package-json-invalid`.
 */
export async function librariesOf(objects: GitObjects, revision: string, app: App): Promise<Library[]> {
  const sources = await readSources(objects, revision)
  return sources === undefined ? [] : librariesIn(sources, app)
}

/** The same for sources that have been read. */
export function librariesIn({ folders }: Sources, app: App): Library[] {
  const packages = [...folders.values()].flatMap((folder) => folder.package ?? [])
  return closureOf(new Map(packages.map((one) => [one.dir, one])), app.dir)
}

/** Whether the error says that an app cannot be built because of its libraries, as `librariesOf` throws it. */
export function isLibraryError(error: unknown): error is GitopsError {
  const codes = ['library-missing', 'library-cycle', 'package-json-invalid']
  return error instanceof GitopsError && codes.includes(error.code)
}

/**
 * The same for packages by folder. As npm's workspaces have it, a dependency with the name of a workspace is that
 * workspace. Any other comes from a registry, unless its scope is one of ours or it is the path of a folder below `dev/`.
 */
export function closureOf(packages: ReadonlyMap<string, WorkspacePackage>, dir: string): Library[] {
  const byName = new Map([...packages.values()].map((one) => [one.name, one]))
  const scopes = new Set([...byName.keys()].map(scopeOf).filter((scope) => scope !== undefined))
  const isOurs = (name: string) => scopes.has(scopeOf(name) ?? '')
  const found = new Map<string, Library>()

  const visit = (one: WorkspacePackage, path: readonly string[]): void => {
    if (one.problem !== undefined) throw invalid(one, one.problem)
    for (const [name, range] of one.dependencies) {
      const target = range.startsWith('file:') ? posix.join(one.dir, range.slice('file:'.length)) : undefined
      const library = (target === undefined ? undefined : packages.get(target)) ?? byName.get(name)
      if (library === undefined) {
        if (target?.startsWith('dev/') || isOurs(name)) throw missing(one, name, packages)
        continue
      }
      if (path.includes(library.dir)) throw cycle([...path.slice(path.indexOf(library.dir)), library.dir])
      if (found.has(library.dir)) continue
      visit(library, [...path, library.dir])
      found.set(library.dir, { name, dir: library.dir })
    }
  }

  const app = packages.get(dir)
  if (app !== undefined) visit(app, [dir])
  return [...found.values()].sort((left, right) => (left.dir < right.dir ? -1 : 1))
}

function scopeOf(name: string | undefined): string | undefined {
  return name?.startsWith('@') ? name.split('/', 1)[0] : undefined
}

function cycle(path: readonly string[]): GitopsError {
  return new GitopsError('library-cycle', `Packages depend on each other in a cycle: ${path.join(' -> ')}.`, {
    hint: 'Move what both need into a library of its own.',
  })
}

function invalid({ dir }: WorkspacePackage, problem: string): GitopsError {
  return new GitopsError('package-json-invalid', `Cannot read ${dir}/package.json: ${problem}.`, {
    hint: 'Correct it and commit.',
  })
}

function missing(
  { dir }: WorkspacePackage,
  name: string,
  packages: ReadonlyMap<string, WorkspacePackage>,
): GitopsError {
  const unread = [...packages.values()]
    .filter(({ problem }) => problem !== undefined)
    .map((one) => ` ${one.dir}/package.json cannot be read: ${one.problem}.`)
  return new GitopsError(
    'library-missing',
    `${dir} depends on ${name}, but no package below dev/ is that one.${unread.join('')}`,
    { hint: `Commit the library, or remove the dependency from ${dir}/package.json.` },
  )
}
