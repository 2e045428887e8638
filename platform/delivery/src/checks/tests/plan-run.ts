import type { Files } from '@gitops-example/kit/git/tree-files'

/**
 * Which files a warm Vitest has to look at again, given what it last found green: undefined when it has to start over,
 * because a file came or went, or one outside `sourceDirs` (a dependency, a setting) differs.
 */
export function changedSources(
  green: Files,
  now: Files,
  sourceDirs: readonly string[],
): string[] | undefined {
  const changed = [...now].filter(([path, content]) => green.get(path) !== content).map(([path]) => path)
  const cameOrWent = green.size !== now.size || changed.some((path) => !green.has(path))
  const isSource = (path: string) => sourceDirs.some((dir) => path.startsWith(`${dir}/`))
  if (cameOrWent || !changed.every(isSource)) return undefined
  return changed
}
