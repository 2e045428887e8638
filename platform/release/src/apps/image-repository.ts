import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { Heads } from '../branch/change-branch.ts'
import { valuesFile } from './app.ts'
import { environmentValues } from './environment-values.ts'

/** Where an app's images are, as its values file names it; throws `image-repository-missing` where none does. */
export async function imageRepository(
  objects: GitObjects,
  heads: Heads,
  environment: string,
  app: string,
): Promise<string> {
  const repository = (await environmentValues(objects, heads, environment, app))?.repository
  if (repository !== undefined) return repository
  throw new GitopsError(
    'image-repository-missing',
    `Cannot say where images of ${app} are: ${valuesFile(environment, app)} names no repository.`,
    { hint: 'Set image.repository in it, or name another environment.' },
  )
}
