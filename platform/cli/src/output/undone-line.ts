import type { UndoneRelease } from '../context/undo-degraded.ts'

/** One line for a bad release: what replaced it, or why nothing did. */
export function undoneLine({ app, tag, to, revision, problem }: UndoneRelease, environment: string): string {
  const bad = `${app} in ${environment}`
  if (to === undefined || revision === undefined) return `${bad}: ${problem}`
  return `${bad}: ${tag.slice(0, 7)} -> ${to.slice(0, 7)}, commit ${revision.slice(0, 7)}.`
}
