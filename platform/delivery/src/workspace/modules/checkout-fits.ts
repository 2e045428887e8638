import type { LockedPackage, Lockfile } from '@gitops-example/release/apps/lockfile/parse-lockfile'
import { reachablePackages } from '@gitops-example/release/apps/lockfile/reachable-packages'
import { isInstalledOn, type Platform } from './platform-of.ts'

/** Where npm puts packages for a lockfile on a platform: those of the root and of every workspace. */
export function installedPaths(lockfile: Lockfile, platform: Platform): ReadonlySet<string> {
  const starts = [...lockfile].filter(([path]) => !isInModules(path))
  const names = starts.map(([path, one]): [string, string[]] => [path, [...one.needs, ...one.devNeeds]])
  return reachablePackages(lockfile, new Map(names), (one) => isInstalledOn(platform, one)).paths
}

/**
 * Whether imports meet the same packages in what is `installed` (npm's node_modules/.package-lock.json) as in what npm
 * would install for a lockfile. More may be there, as long as no package of the lockfile would find it.
 */
export function fits(lockfile: Lockfile, installed: Lockfile, platform: Platform): boolean {
  const wanted = installedPaths(lockfile, platform)
  for (const path of wanted) {
    if (!isSame(lockfile.get(path), installed.get(path))) return false
  }
  const sought = new Set([...wanted].flatMap((path) => lockfile.get(path)?.needs ?? []))
  return [...installed.keys()].every((path) => {
    if (wanted.has(path) || !isInModules(path) || installed.get(path)?.link !== undefined) return true
    // An additional package below another one, or below a workspace, hides the one that is meant further up. What an
    // install script has put below its own package is a part of that: npm records it when it next reads the folders.
    const name = topLevelName(path)
    if (name === undefined) {
      const parent = lockfile.get(parentOf(path))
      return parent === undefined || parent.entry.hasInstallScript === true
    }
    return !sought.has(name)
  })
}

function isSame(wanted: LockedPackage | undefined, there: LockedPackage | undefined): boolean {
  if (wanted === undefined || there === undefined) return false
  const isOneVersion = wanted.version === there.version && wanted.integrity === there.integrity
  // A package of a git repository has no integrity: it is what was resolved.
  return isOneVersion && (wanted.integrity !== undefined || wanted.entry.resolved === there.entry.resolved)
}

function isInModules(path: string): boolean {
  return path.startsWith('node_modules/') || path.includes('/node_modules/')
}

function topLevelName(path: string): string | undefined {
  return /^node_modules\/((@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
}

/** The folder whose `node_modules` the package is in. */
function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/node_modules/'))
}
