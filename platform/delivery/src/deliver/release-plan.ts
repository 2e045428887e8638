import { GitopsError } from '@gitops-example/kit/errors'
import type { App } from '../apps/app.ts'
import { valuesFile } from '../apps/app.ts'
import { type AppContent, appContent } from '../apps/app-content.ts'
import { touchedApps } from '../apps/touched-apps.ts'
import { readImage } from '../bump/values-file.ts'
import type { GitObjects } from '../git/git-objects.ts'

/** An app that gets a new version, and what that is made of. */
export interface PlannedApp {
  app: App
  /** As the environment's values file names it. */
  repository: string
  content: AppContent
}

export interface ReleasePlan {
  apps: PlannedApp[]
  /** Whether nothing of this environment has ever been released: no version serves that a red check could protect. */
  first: boolean
}

/**
 * The apps of the environment whose content differs from the content of the commit in their `image.tag`, as the
 * branch has it at `head`. So an app of an earlier delivery that failed, or of a merge, is never forgotten.
 */
export async function planRelease(
  objects: GitObjects,
  environment: string,
  revision: string,
  head: string,
): Promise<ReleasePlan> {
  const tags = new Map<string, string>()
  const touched = await touchedApps(objects, revision, async (app) => {
    const path = valuesFile(environment, app.name)
    const values = await objects.blob(`${head}:${path}`)
    if (values === undefined) return revision // not part of this environment
    const { tag } = readImage(values.toString('utf8'), path)
    tags.set(app.name, tag)
    return tag === '' ? undefined : tag
  })
  const apps = await Promise.all(touched.map((app) => planApp(objects, environment, revision, app)))
  return { apps, first: tags.size > 0 && [...tags.values()].every((tag) => tag === '') }
}

async function planApp(
  objects: GitObjects,
  environment: string,
  revision: string,
  app: App,
): Promise<PlannedApp> {
  const path = valuesFile(environment, app.name)
  const values = (await objects.blob(`${revision}:${path}`))?.toString('utf8') ?? ''
  const [content, { repository }] = [await appContent(objects, revision, app), readImage(values, path)]
  if (content === undefined || repository === undefined) {
    throw new GitopsError(
      'image-repository-missing',
      `Cannot build ${app.name}: ${path} has no image.repository.`,
      {
        hint: 'Set it, such as `repository: guestbook/webapp`.',
      },
    )
  }
  return { app, repository, content }
}
