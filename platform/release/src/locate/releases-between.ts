import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile } from '../apps/app.ts'
import { releasedApps, releasedAt } from '../releases/released-at.ts'

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
    `${revision.slice(0, 7)} runs no image of ${app} in ${environment}: ${releaseFile(environment, app)} names none.`,
    { hint: 'Check --env and --app, or release it with gitops bump.' },
  )
}

async function tagsOf(
  objects: GitObjects,
  revision: string,
  environment: string,
): Promise<Map<string, string>> {
  const apps = await releasedApps(objects, revision, environment)
  const releases = apps.map((app) => releasedAt(objects, revision, environment, app))
  return new Map((await Promise.all(releases)).map(({ tag }, index) => [apps[index] ?? '', tag]))
}
