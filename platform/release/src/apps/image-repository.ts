import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { readImage } from '../bump/values-file.ts'
import { valuesFile } from './app.ts'

/** Where an app's images are, as its values file names it; throws `image-repository-missing` where none does. */
export async function imageRepository(
  objects: GitObjects,
  revision: string,
  environment: string,
  app: string,
): Promise<string> {
  const file = valuesFile(environment, app)
  const text = (await objects.blob(`${revision}:${file}`))?.toString('utf8')
  const repository = text && readImage(text, file).repository
  if (repository) return repository
  throw new GitopsError(
    'image-repository-missing',
    `Cannot say where images of ${app} are: ${file} names no repository.`,
    { hint: 'Set image.repository in it, or name another environment.' },
  )
}
