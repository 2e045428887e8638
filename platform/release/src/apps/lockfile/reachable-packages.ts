import type { LockedPackage, Lockfile } from './parse-lockfile.ts'

export interface Reach {
  /** Paths of all packages that are met, links excluded. */
  paths: ReadonlySet<string>
  /** Folders that links lead to. */
  links: ReadonlySet<string>
}

/**
 * Every package that imports from these folders can meet: `starts` has the names that each of them asks for. Names are
 * looked up as Node.js does, in the nearest `node_modules` upward. What a link leads to is not entered.
 */
export function reachablePackages(
  lockfile: Lockfile,
  starts: ReadonlyMap<string, Iterable<string>>,
  isInstalled: (one: LockedPackage) => boolean = () => true,
): Reach {
  const paths = new Set<string>()
  const links = new Set<string>()
  const visit = (from: string, names: Iterable<string>): void => {
    for (const name of names) {
      const path = resolvePackage(lockfile, from, name)
      const found = path === undefined ? undefined : lockfile.get(path)
      if (path === undefined || found === undefined || paths.has(path) || !isInstalled(found)) continue
      if (found.link !== undefined) {
        links.add(found.link)
      } else {
        paths.add(path)
        visit(path, found.needs)
      }
    }
  }
  for (const [from, names] of starts) visit(from, names)
  return { paths, links }
}

/** The path of the package that `name` is for modules of the folder `from`. */
function resolvePackage(lockfile: Lockfile, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (lockfile.has(path)) return path
    if (at === '') return undefined
  }
}
