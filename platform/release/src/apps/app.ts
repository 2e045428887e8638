import type { GitObjects } from '@gitops-example/kit/git/git-objects'

/** One service that is released on its own: a folder `dev/NAME` with a chart, and a values file per environment. */
export interface App {
  name: string
  /** `dev/NAME`, relative to the root of the repository. */
  dir: string
}

/** The values file whose `image.tag` says which commit of the app runs in an environment. */
export function valuesFile(environment: string, app: string): string {
  return `${applicationsDir(environment)}/values/${app}.yaml`
}

export function applicationsDir(environment: string): string {
  return `ops/environments/${environment}/05_applications`
}

/** The apps of a revision, found by convention: every `dev/NAME/chart`. */
export async function appsAt(objects: GitObjects, revision: string): Promise<App[]> {
  const entries = (await objects.tree(`${revision}:dev`)) ?? []
  const folders = entries.filter(({ type }) => type === 'directory')
  const charts = await Promise.all(folders.map(({ name }) => objects.tree(`${revision}:dev/${name}/chart`)))
  return folders
    .filter((_, index) => charts[index] !== undefined)
    .map(({ name }) => ({ name, dir: `dev/${name}` }))
}
