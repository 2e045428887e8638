/** The fields of a package.json, or of an entry of the lockfile, that hold versions of ours. */
interface Manifest {
  name?: string
  version?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

interface Lockfile {
  version?: string
  packages: Record<string, Manifest>
}

/** Sets the version of one package.json, and of what it needs of the packages named in `own`; returns the new text. */
export function setManifestVersion(text: string, own: ReadonlySet<string>, version: string): string {
  const manifest: Manifest = JSON.parse(text)
  setVersion(manifest, own, version)
  return asFile(manifest)
}

/** The same for package-lock.json, in which `workspaces` are the paths of the packages. */
export function setLockfileVersion(
  text: string,
  own: ReadonlySet<string>,
  workspaces: readonly string[],
  version: string,
): string {
  const lockfile: Lockfile = JSON.parse(text)
  lockfile.version = version
  for (const path of ['', ...workspaces]) {
    const manifest = lockfile.packages[path]
    if (manifest !== undefined) setVersion(manifest, own, version)
  }
  return asFile(lockfile)
}

function setVersion(manifest: Manifest, own: ReadonlySet<string>, version: string): void {
  if (manifest.version !== undefined) manifest.version = version
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest
  for (const wanted of [dependencies, devDependencies, peerDependencies, optionalDependencies]) {
    for (const name of Object.keys(wanted ?? {})) if (wanted && own.has(name)) wanted[name] = version
  }
}

/** As npm writes it. */
function asFile(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
