import { globSync } from 'node:fs'
import { e2e, integration, unit } from '../../vitest.config.ts'

/** The test files of some projects, or of all when none is named, as paths below the root. Throws for an unknown project. */
export function listTestFiles(root: string, projects: readonly string[]): string[] {
  const known = [unit, integration, e2e]
  const unknown = projects.find((name) => known.every((project) => project.name !== name))
  if (unknown !== undefined) {
    throw new Error(
      `No project is named "${unknown}". Projects: ${known.map(({ name }) => name).join(', ')}.`,
    )
  }
  return known
    .filter(({ name }) => projects.length === 0 || projects.includes(name))
    .flatMap(({ include }) =>
      globSync(include, { cwd: root, exclude: (path) => path.endsWith('node_modules') }).toSorted(),
    )
}
