import { parseValues } from '@gitops-example/applications/render/values-yaml'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { textField } from '@gitops-example/kit/json/fields'
import type { Heads } from '../branch/change-branch.ts'
import { valuesFile } from './app.ts'

/** What people set for an app in an environment, as far as a release needs it. */
export interface EnvironmentValues {
  /** The values file, relative to the root of its repository. */
  file: string
  /** Where the app's images are. */
  repository: string | undefined
}

/**
 * Reads an app's values beside its releases, as where operations are a repository of their own, else from the branch of
 * the code, as where one machine's releases are on a branch of their own. Undefined when neither has them; throws `values-file-invalid`.
 */
export async function environmentValues(
  objects: GitObjects,
  { code, releases }: Heads,
  environment: string,
  app: string,
): Promise<EnvironmentValues | undefined> {
  const file = valuesFile(environment, app)
  const content = (await objects.blob(`${releases}:${file}`)) ?? (await objects.blob(`${code}:${file}`))
  if (content === undefined) return undefined
  const repository = textField(parseValues(content.toString('utf8'), file), 'image', 'repository')
  return { file, repository: repository === '' ? undefined : repository }
}
