import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type App, appsAt } from './app.ts'
import { imageContent } from './app-content.ts'

/**
 * The apps of `revision` that need another image than the one of `since(app)`: all of those whose content differs, also
 * through a library, or whose `since` is undefined or unknown to this repository.
 */
export async function touchedApps(
  objects: GitObjects,
  revision: string,
  since: (app: App) => Promise<string | undefined> | string | undefined,
): Promise<App[]> {
  const apps = await appsAt(objects, revision)
  const touched = await Promise.all(
    apps.map(async (app) => {
      const earlier = await since(app)
      if (earlier === undefined) return true
      const [before, after] = await Promise.all([
        imageContent(objects, earlier, app),
        imageContent(objects, revision, app),
      ])
      return before === undefined || before !== after
    }),
  )
  return apps.filter((_, index) => touched[index])
}
