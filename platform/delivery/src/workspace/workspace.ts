import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type Files, filesBelow, writeTree } from '@gitops-example/kit/git/tree-files'
import type { App } from '@gitops-example/release/apps/app'
import { appInputs } from '@gitops-example/release/apps/app-inputs'
import { InstalledModules } from './modules/installed-modules.ts'
import { link, linkAll, linkPackages } from './modules/link-modules.ts'

export interface WorkspaceOptions {
  objects: GitObjects
  /** One tree per app, kept between deliveries so that only what differs is written. */
  treesDir: string
  /** A checkout whose `node_modules` are used for revisions whose lockfile they fit. */
  installDir: string
  /** Where dependencies of other lockfiles are installed. */
  modulesDir: string
  log: (line: string) => void
}

export interface AppSources {
  /** The root of the sources, with `node_modules`. */
  dir: string
  /** What is there; all packages together are one entry, `node_modules`. */
  files: Files
  /** Folders of the app's libraries in it. */
  libraries: readonly string[]
  /** Whether the packages are still those; a result that is found when they are not must not be kept. */
  isIntact: () => boolean
}

/**
 * What checks and builds run in: a directory per app with exactly the files that its fingerprint is made of (see
 * `appContent`), and the packages that are a part of it. No other source or package is in reach of the app's imports, so
 * a result that is kept by fingerprint is never stale.
 */
export class Workspace {
  readonly #options: WorkspaceOptions
  readonly #modules: InstalledModules

  constructor(options: WorkspaceOptions) {
    this.#options = options
    this.#modules = new InstalledModules(options)
  }

  /** Makes the app's directory hold `revision`, a commit or tree of `objects`. Nothing may run in it meanwhile. */
  async prepare(
    revision: string,
    app: App,
    signal?: AbortSignal,
    objects = this.#options.objects,
  ): Promise<AppSources> {
    const dir = join(this.#options.treesDir, app.name)
    const [inputs, modules] = await Promise.all([
      appInputs(objects, revision, app),
      this.#modules.of(objects, revision, signal),
    ])
    if (inputs === undefined) throw new GitopsError('no-app', `There is no ${app.dir} at ${revision}.`)
    const { root, rewritten, dependencies, libraries } = inputs
    const folders = [app, ...libraries].map((one) => one.dir)
    const own = await Promise.all(
      folders.map((folder) => filesBelow(objects, `${revision}:${folder}`, `${folder}/`)),
    )
    const blobs = { blob: async (id: string) => rewritten.get(id) ?? (await objects.blob(id)) }
    const files = await writeTree(blobs, [...root.image, ...root.checks, ...own.flat()], dir)
    linkPackages(dir, modules.dir, dependencies.paths)
    // npm puts a version that only one workspace wants below that workspace.
    for (const folder of folders) {
      link(join(dir, folder, 'node_modules'), join(modules.dir, folder, 'node_modules'))
    }
    // What was installed has links to workspaces, too, but to those of another checkout; imports meet these ones first.
    const links = libraries.map((library): [string, string] => [library.name, join(dir, library.dir)])
    linkAll(join(dir, 'dev', 'node_modules'), new Map(links))
    return {
      dir,
      files: new Map([...files, ['node_modules', dependencies.digest]]),
      libraries: libraries.map((library) => library.dir),
      isIntact: modules.isIntact,
    }
  }
}
