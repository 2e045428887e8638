import { createHash } from 'node:crypto'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'
import type { App } from './app.ts'
import { type AppDependencies, appDependencies } from './app-dependencies.ts'
import { type Library, librariesIn } from './libraries.ts'
import { readSources, type SourceFolder, type Sources } from './read-sources.ts'
import { rootManifest } from './root-manifest.ts'

/** Files at the root that decide what every app's image is: they choose how code is compiled. */
const imageFiles: readonly string[] = ['package.json', 'tsconfig.base.json']
/** Those that only judge it. */
const checkFiles: readonly string[] = ['biome.json', 'vitest.config.ts']
/** All files at the root that an app may depend on. Of the lockfile it sees only its own packages. */
export const sharedFiles: readonly string[] = [...imageFiles, ...checkFiles, 'package-lock.json']

/** All that an app's checks and build see of one revision. */
export interface AppInputs {
  /** The app's own folder. */
  own: SourceFolder
  libraries: readonly (Library & { entries: readonly TreeEntry[] })[]
  /** Files at the root that the image depends on, and those that only checks read. */
  root: { image: readonly TreeEntry[]; checks: readonly TreeEntry[] }
  /** Files at the root that differ from those of the revision, by the id of their entry. */
  rewritten: ReadonlyMap<string, Buffer>
  dependencies: AppDependencies
}

/** Undefined when the app does not exist at that revision; throws as `librariesOf`. */
export async function appInputs(
  objects: GitObjects,
  revision: string,
  app: App,
): Promise<AppInputs | undefined> {
  const sources = await readSources(objects, revision)
  const own = sources?.folders.get(app.dir)
  if (sources === undefined || own === undefined) return undefined
  const libraries = librariesIn(sources, app).map((library) => {
    return { ...library, entries: sources.folders.get(library.dir)?.entries ?? [] }
  })
  const [{ root, rewritten }, dependencies] = await Promise.all([
    rootAsSeen(objects, sources),
    appDependencies(objects, sources, app, libraries),
  ])
  const named = (names: readonly string[]) => root.filter(({ name }) => names.includes(name))
  return {
    own,
    libraries,
    root: { image: named(imageFiles), checks: named(checkFiles) },
    rewritten,
    dependencies,
  }
}

async function rootAsSeen(
  objects: GitObjects,
  { root }: Sources,
): Promise<{ root: readonly TreeEntry[]; rewritten: Map<string, Buffer> }> {
  const manifest = root.find(({ name, type }) => name === 'package.json' && type !== 'symlink')
  const content = manifest && (await objects.blob(manifest.id))
  if (manifest === undefined || content === undefined) return { root, rewritten: new Map() }
  const seen = Buffer.from(rootManifest(content.toString('utf8')))
  const id = createHash('sha256').update(seen).digest('hex')
  return {
    root: root.map((entry) => (entry === manifest ? { ...manifest, id } : entry)),
    rewritten: new Map([[id, seen]]),
  }
}
