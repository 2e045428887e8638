import { matchesGlob, posix } from 'node:path'

/**
 * The paths of the annotation `argocd.argoproj.io/manifest-generate-paths`, from the root of the repository: separated
 * by `;`, relative to the source's path unless they begin with `/`. Undefined means that every commit concerns it.
 */
export function generatePaths(annotation: string | undefined, sourcePath: string): string[] | undefined {
  const items = (annotation ?? '').split(';').filter((item) => item !== '')
  if (items.length === 0) return undefined
  return items.map((item) =>
    item.startsWith('/') ? posix.normalize(item).slice(1) : posix.join(sourcePath, item),
  )
}

/** Whether one of the changed files lies at or below one of the paths, or matches it as a glob pattern. */
export function concerns(paths: readonly string[] | undefined, changedFiles: readonly string[]): boolean {
  if (paths === undefined) return true
  return paths.some((path) => {
    const clean = path.replace(/\/+$/, '')
    if (clean === '' || clean === '.') return changedFiles.length > 0
    return changedFiles.some(
      (file) => file === clean || file.startsWith(`${clean}/`) || matchesGlob(file, clean),
    )
  })
}
