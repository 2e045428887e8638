import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type Files, filesBelow, writeTree } from '@gitops-example/kit/git/tree-files'
import type { App } from '@gitops-example/release/apps/app'
import { sharedFiles } from '@gitops-example/release/apps/app-content'
import { type Library, librariesIn } from '@gitops-example/release/apps/libraries'
import { readSources } from '@gitops-example/release/apps/read-sources'
import { installedModules } from './installed-modules.ts'

export interface WorkspaceOptions {
  objects: GitObjects
  /** One tree per app, kept between deliveries so that only what differs is written. */
  treesDir: string
  /** A checkout whose `node_modules` are used for revisions with the same lockfile. */
  installDir: string
  /** Where dependencies of other lockfiles are installed. */
  modulesDir: string
  log: (line: string) => void
}

export interface AppSources {
  /** The root of the sources, with `node_modules`. */
  dir: string
  files: Files
  /** Folders of the app's libraries in it. */
  libraries: readonly string[]
}

/**
 * What checks and builds run in: a directory per app with exactly the files that its fingerprint is made of (see
 * `appContent`) and the dependencies. No other source is in reach of an import that package.json names, so a result that is
 * kept by fingerprint is never stale.
 */
export class Workspace {
  readonly #options: WorkspaceOptions

  constructor(options: WorkspaceOptions) {
    this.#options = options
  }

  /** Makes the app's directory hold `revision`, a commit or tree of `objects`. Nothing may run in it meanwhile. */
  async prepare(
    revision: string,
    app: App,
    signal?: AbortSignal,
    objects = this.#options.objects,
  ): Promise<AppSources> {
    const { treesDir } = this.#options
    const dir = join(treesDir, app.name)
    const [sources, modules] = await Promise.all([
      readSources(objects, revision),
      installedModules({ ...this.#options, objects }, revision, signal),
    ])
    const libraries = sources === undefined ? [] : librariesIn(sources, app)
    const folders = [app, ...libraries].map((one) => one.dir)
    const own = await Promise.all(
      folders.map((folder) => filesBelow(objects, `${revision}:${folder}`, `${folder}/`)),
    )
    const shared = (sources?.root ?? []).filter(({ name }) => sharedFiles.includes(name))
    const files = await writeTree(objects, [...shared, ...own.flat()], dir)
    link(join(dir, 'node_modules'), join(modules, 'node_modules'))
    // npm puts a version that only one workspace wants below that workspace.
    for (const folder of folders) {
      link(join(dir, folder, 'node_modules'), join(modules, folder, 'node_modules'))
    }
    linkLibraries(join(dir, 'dev', 'node_modules'), dir, libraries)
    return { dir, files, libraries: libraries.map((library) => library.dir) }
  }
}

/**
 * What was installed has links to workspaces, too, but to those of another checkout; imports meet these ones first.
 * Nothing else is in `modulesDir`.
 */
function linkLibraries(modulesDir: string, treeDir: string, libraries: readonly Library[]): void {
  const paths = new Map(libraries.map(({ name, dir }) => [join(modulesDir, name), join(treeDir, dir)]))
  for (const path of linksBelow(modulesDir)) if (!paths.has(path)) rmSync(path)
  for (const [path, target] of paths) {
    mkdirSync(dirname(path), { recursive: true })
    link(path, target)
  }
}

function linksBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? linksBelow(path) : [path]
  })
}

function link(path: string, target: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  if (existing?.isSymbolicLink() && readlinkSync(path) === target && existsSync(target)) return
  if (existing !== undefined) rmSync(path, { recursive: true, force: true })
  if (existsSync(target)) symlinkSync(target, path, 'dir')
}
