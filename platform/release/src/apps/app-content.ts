import { createHash } from 'node:crypto'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from './app.ts'

/** Files at the root that decide what every app's image is: they choose the dependencies and how code is compiled. */
const imageFiles: readonly string[] = ['package.json', 'package-lock.json', 'tsconfig.base.json']
/** Those that only judge it. */
const checkFiles: readonly string[] = ['biome.json', 'vitest.config.ts']
/** All that an app's checks and build see of the repository beside its own folder. */
export const sharedFiles: readonly string[] = [...imageFiles, ...checkFiles]

/** Fingerprints of what an app is made of at one revision; equal content gives equal text on every machine. */
export interface AppContent {
  /** Everything that the image depends on: the app without its chart, and the shared files. */
  image: string
  /** Everything that the checks look at: the same with the chart, whose JSON is linted. */
  checks: string
}

/**
 * A chart is no part of the image: sync reads it from git directly, so a commit that changes only `dev/NAME/chart`
 * needs no new image and no new tag. Undefined when the app does not exist at that revision.
 */
export async function appContent(
  objects: GitObjects,
  revision: string,
  app: App,
): Promise<AppContent | undefined> {
  const [root, entries] = await Promise.all([
    objects.tree(`${revision}^{tree}`),
    objects.tree(`${revision}:${app.dir}`),
  ])
  if (root === undefined || entries === undefined) return undefined
  const lines = (some: typeof entries) => some.map(({ mode, id, name }) => `${mode} ${id} ${name}`)
  const shared = (names: readonly string[]) => lines(root.filter(({ name }) => names.includes(name)))
  const digest = (all: string[]) => createHash('sha256').update(all.join('\n')).digest('hex')
  const withoutChart = entries.filter(({ name }) => name !== 'chart')
  return {
    image: digest([...shared(imageFiles), app.dir, ...lines(withoutChart)]),
    checks: digest([...shared(sharedFiles), app.dir, ...lines(entries)]),
  }
}
