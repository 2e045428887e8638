import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { applicationsDir } from './app.ts'

/** The environments of a revision, found by convention: every `ops/environments/NAME/05_applications`. */
export async function environmentsAt(objects: GitObjects, revision: string): Promise<string[]> {
  const entries = (await objects.tree(`${revision}:ops/environments`)) ?? []
  const names = entries.filter(({ type }) => type === 'directory').map(({ name }) => name)
  const trees = await Promise.all(names.map((name) => objects.tree(`${revision}:${applicationsDir(name)}`)))
  return names.filter((_, index) => trees[index] !== undefined)
}

/** Throws `unknown-environment` unless one of the revisions has it. */
export async function assertEnvironment(
  objects: GitObjects,
  name: string,
  ...revisions: readonly string[]
): Promise<void> {
  const known = new Set(
    (await Promise.all(revisions.map((one) => environmentsAt(objects, one)))).flat().sort(),
  )
  if (known.has(name)) return
  const at = [...new Set(revisions)].map((revision) => revision.slice(0, 7)).join(' and ')
  throw new GitopsError(
    'unknown-environment',
    `There is no environment "${name}" at ${at}; there are: ${[...known].join(', ') || 'none'}.`,
    {
      hint: 'An environment is a folder of ops/environments with 05_applications, and committed; where ops/ is in another repository, give --ops.',
    },
  )
}
