import type { Files } from '@gitops-example/kit/git/tree-files'

/**
 * Which files a warm Vitest has to look at again, given what it last found green: undefined when it has to begin anew,
 * because a file came or went, or one outside the app's sources (a dependency, a setting) differs.
 */
export function changedSources(green: Files, now: Files, sourceDir: string): string[] | undefined {
  const changed = [...now].filter(([path, content]) => green.get(path) !== content).map(([path]) => path)
  const cameOrWent = green.size !== now.size || changed.some((path) => !green.has(path))
  if (cameOrWent || changed.some((path) => !path.startsWith(`${sourceDir}/`))) return undefined
  return changed
}
