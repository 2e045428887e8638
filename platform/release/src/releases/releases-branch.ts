import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { field } from '@gitops-example/kit/json/fields'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
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
  const name = nameIn(text)
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

function nameIn(values: string): unknown {
  try {
    const [document] = readYaml(values, { merge: true })
    return field(document?.value, 'releasesRevision')
  } catch (error) {
    if (error instanceof YamlFault) return undefined // the Application that is rendered with it says so
    throw error
  }
}
