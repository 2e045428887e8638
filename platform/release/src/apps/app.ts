import type { GitObjects } from '@gitops-example/kit/git/git-objects'

/** One service that is released on its own: a folder `dev/NAME` with a chart, values and a release per environment. */
export interface App {
  name: string
  /** `dev/NAME`, relative to the root of the repository. */
  dir: string
}

/** What people set for an app in an environment. */
export function valuesFile(environment: string, app: string): string {
  return `${valuesDir(environment)}/${app}.yaml`
}

/** What of an app runs in an environment; only verbs write it. */
export function releaseFile(environment: string, app: string): string {
  return `${releasesDir(environment)}/${app}.yaml`
}

export function valuesDir(environment: string): string {
  return `${applicationsDir(environment)}/values`
}

export function releasesDir(environment: string): string {
  return `${applicationsDir(environment)}/releases`
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
