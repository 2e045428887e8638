import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { applicationsDir, valuesFile } from '../apps/app.ts'
import { readImage } from '../bump/values-file.ts'

/** The apps that got another image in one environment. */
export interface EnvironmentRelease {
  environment: string
  /** `from` is empty for a first release. */
  apps: { app: string; from: string; to: string }[]
}

/** The environments that run another image at `after` than at `before`. */
export async function releasesBetween(
  objects: GitObjects,
  before: string,
  after: string,
  environments: readonly string[],
): Promise<EnvironmentRelease[]> {
  const releases: EnvironmentRelease[] = []
  for (const environment of environments) {
    const [older, newer] = await Promise.all([before, after].map((one) => tagsOf(objects, one, environment)))
    const apps = [...(newer ?? [])].flatMap(([app, to]) => {
      const from = older?.get(app) ?? ''
      return to === '' || to === from ? [] : [{ app, from, to }]
    })
    if (apps.length > 0) releases.push({ environment, apps })
  }
  return releases
}

/** The tag of an app in an environment at a revision; throws `never-released` when there is none. */
export async function releasedTag(
  objects: GitObjects,
  revision: string,
  environment: string,
  app: string,
): Promise<string> {
  const tag = (await tagsOf(objects, revision, environment)).get(app) ?? ''
  if (tag !== '') return tag
  throw new GitopsError(
    'never-released',
    `${revision.slice(0, 7)} runs no image of ${app} in ${environment}: ${valuesFile(environment, app)} names none.`,
    { hint: 'Check --env and --app, or release it with gitops bump.' },
  )
}

/** Values files without an image are those of charts that are not ours. */
async function tagsOf(
  objects: GitObjects,
  revision: string,
  environment: string,
): Promise<Map<string, string>> {
  const files = (await objects.tree(`${revision}:${applicationsDir(environment)}/values`)) ?? []
  const tags = new Map<string, string>()
  for (const { name } of files.filter((file) => file.name.endsWith('.yaml'))) {
    const app = name.replace(/\.yaml$/, '')
    if ((await objects.tree(`${revision}:dev/${app}/chart`)) === undefined) continue
    const path = valuesFile(environment, app)
    const text = await objects.blob(`${revision}:${path}`)
    if (text !== undefined) tags.set(app, readImage(text.toString('utf8'), path).tag)
  }
  return tags
}
