import { existsSync, lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type Files, filesBelow, writeTree } from '@gitops-example/kit/git/tree-files'
import type { App } from '@gitops-example/release/apps/app'
import { sharedFiles } from '@gitops-example/release/apps/app-content'
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
}

/**
 * What checks and builds run in: a directory per app with exactly the files that its fingerprint is made of (see
 * `appContent`) and the dependencies. Nothing else is in reach, so a result that is kept by fingerprint is never stale.
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
    const [root = [], own, modules] = await Promise.all([
      objects.tree(`${revision}^{tree}`),
      filesBelow(objects, `${revision}:${app.dir}`, `${app.dir}/`),
      installedModules({ ...this.#options, objects }, revision, signal),
    ])
    const files = await writeTree(
      objects,
      [...root.filter(({ name }) => sharedFiles.includes(name)), ...own],
      dir,
    )
    link(join(dir, 'node_modules'), join(modules, 'node_modules'))
    // npm puts a version that only one workspace wants below that workspace.
    link(join(dir, app.dir, 'node_modules'), join(modules, app.dir, 'node_modules'))
    return { dir, files }
  }
}

function link(path: string, target: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  if (existing?.isSymbolicLink() && readlinkSync(path) === target && existsSync(target)) return
  if (existing !== undefined) rmSync(path, { recursive: true, force: true })
  if (existsSync(target)) symlinkSync(target, path, 'dir')
}
