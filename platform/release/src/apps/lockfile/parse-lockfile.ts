/** One entry of `packages` in a package-lock.json (docs.npmjs.com, "package-lock.json"). */
export interface LockedPackage {
  version?: string
  integrity?: string
  /** Where a link leads, relative to the root: a workspace, or another folder. */
  link?: string
  /** Whether npm leaves it out where it cannot run. */
  optional: boolean
  /** Names that it asks for, optional ones and peers included. */
  needs: readonly string[]
  /** Those that only its own development needs; npm installs them for the root and for workspaces. */
  devNeeds: readonly string[]
  /** The whole entry. */
  entry: Readonly<Record<string, unknown>>
}

/** By path relative to the root, such as `node_modules/a/node_modules/b` or `dev/api`; the root is ''. */
export type Lockfile = ReadonlyMap<string, LockedPackage>

/** Undefined for text that is not a lockfile of npm 7 or later (`lockfileVersion` 2 or 3). */
export function parseLockfile(text: string): Lockfile | undefined {
  const whole = parseJson(text)
  if (!isRecord(whole) || !isRecord(whole.packages)) return undefined
  if (whole.lockfileVersion !== 2 && whole.lockfileVersion !== 3) return undefined
  const packages = new Map<string, LockedPackage>()
  for (const [path, entry] of Object.entries(whole.packages)) {
    if (!isRecord(entry)) return undefined
    packages.set(path, lockedPackage(entry))
  }
  return packages
}

function lockedPackage(entry: Record<string, unknown>): LockedPackage {
  const { version, integrity, resolved } = entry
  const needs = [entry.dependencies, entry.optionalDependencies, entry.peerDependencies]
  return {
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof integrity === 'string' ? { integrity } : {}),
    ...(entry.link === true ? { link: String(resolved) } : {}),
    optional: entry.optional === true || entry.devOptional === true,
    needs: [...new Set(needs.flatMap(names))],
    devNeeds: names(entry.devDependencies),
    entry,
  }
}

function names(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : []
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
