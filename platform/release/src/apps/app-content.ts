import { createHash } from 'node:crypto'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'
import type { App } from './app.ts'
import { isLibraryError, librariesIn } from './libraries.ts'
import { readSources } from './read-sources.ts'

/** Files at the root that decide what every app's image is: they choose the dependencies and how code is compiled. */
const imageFiles: readonly string[] = ['package.json', 'package-lock.json', 'tsconfig.base.json']
/** Those that only judge it. */
const checkFiles: readonly string[] = ['biome.json', 'vitest.config.ts']
/** All that an app's checks and build see of the repository beside its own folder and its libraries. */
export const sharedFiles: readonly string[] = [...imageFiles, ...checkFiles]

/** Fingerprints of what an app is made of at one revision; equal content gives equal text on every machine. */
export interface AppContent {
  /** Everything that the image depends on: the app without its chart, its libraries, and the shared files. */
  image: string
  /** Everything that the checks look at: the same with the chart, whose JSON is linted. */
  checks: string
}

/**
 * A chart is not part of the image: sync reads it from git directly, so a commit that changes only `dev/NAME/chart`
 * needs no new image and no new tag. Undefined when the app does not exist at that revision; throws as `librariesOf`.
 */
export async function appContent(
  objects: GitObjects,
  revision: string,
  app: App,
): Promise<AppContent | undefined> {
  const sources = await readSources(objects, revision)
  const own = sources?.folders.get(app.dir)?.entries
  if (sources === undefined || own === undefined) return undefined
  const lines = (some: readonly TreeEntry[]) => some.map(({ mode, id, name }) => `${mode} ${id} ${name}`)
  const withoutChart = (some: readonly TreeEntry[]) => some.filter(({ name }) => name !== 'chart')
  const shared = (names: readonly string[]) => lines(sources.root.filter(({ name }) => names.includes(name)))
  const digest = (all: string[]) => createHash('sha256').update(all.join('\n')).digest('hex')
  const libraries = librariesIn(sources, app).flatMap(({ dir }) => [
    dir,
    ...lines(withoutChart(sources.folders.get(dir)?.entries ?? [])),
  ])
  return {
    image: digest([...shared(imageFiles), app.dir, ...lines(withoutChart(own)), ...libraries]),
    checks: digest([...shared(sharedFiles), app.dir, ...lines(own), ...libraries]),
  }
}

/**
 * `AppContent.image`, to compare one revision with another: undefined also where the app cannot be built because of its
 * libraries, so that it equals nothing.
 */
export async function imageContent(
  objects: GitObjects,
  revision: string,
  app: App,
): Promise<string | undefined> {
  try {
    return (await appContent(objects, revision, app))?.image
  } catch (error) {
    if (isLibraryError(error)) return undefined
    throw error
  }
}
