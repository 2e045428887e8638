import { createHash } from 'node:crypto'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'
import type { App } from './app.ts'
import { appInputs } from './app-inputs.ts'
import { isLibraryError } from './libraries.ts'

/** Fingerprints of what an app is made of at one revision; equal content gives equal text on every machine. */
export interface AppContent {
  /** Everything that the image depends on: the app without its chart, its libraries and packages, and shared files. */
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
  const inputs = await appInputs(objects, revision, app)
  if (inputs === undefined) return undefined
  const { own, root, dependencies } = inputs
  const lines = (some: readonly TreeEntry[]) => some.map(({ mode, id, name }) => `${mode} ${id} ${name}`)
  const withoutChart = (some: readonly TreeEntry[]) => some.filter(({ name }) => name !== 'chart')
  const digest = (all: string[]) => createHash('sha256').update(all.join('\n')).digest('hex')
  const libraries = inputs.libraries.flatMap(({ dir, entries }) => [dir, ...lines(withoutChart(entries))])
  const common = [...lines(root.image), `packages ${dependencies.digest}`, app.dir]
  return {
    image: digest([...common, ...lines(withoutChart(own.entries)), ...libraries]),
    checks: digest([...lines(root.checks), ...common, ...lines(own.entries), ...libraries]),
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
