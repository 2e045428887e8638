import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { parseDocument } from 'yaml'
import { applicationsDir } from '../apps/app.ts'

/**
 * The branch that an environment's Applications read releases from, as `releasesRevision` in the values of the chart
 * that makes them names it. Undefined where they are on the branch that has everything else.
 */
export async function releasesBranch(
  objects: GitObjects,
  revision: string,
  environment: string,
): Promise<string | undefined> {
  const file = `${applicationsDir(environment)}/values.yaml`
  const text = (await objects.blob(`${revision}:${file}`))?.toString('utf8')
  if (text === undefined) return undefined
  const document = parseDocument(text)
  // A file that is not YAML is reported by the Application that is rendered with it.
  const name: unknown = document.errors.length > 0 ? undefined : document.get('releasesRevision')
  if (name === undefined || name === null || name === '') return undefined
  if (typeof name === 'string' && /^releases\/[\w.-]+$/.test(name)) return name
  throw new GitopsError(
    'releases-branch-refused',
    `Cannot use releasesRevision in ${file}: ${JSON.stringify(name)}.`,
    {
      hint: 'Name a branch below releases/, such as releases/local, or remove the key.',
    },
  )
}
