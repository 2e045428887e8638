import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { checkoutTree } from '@gitops-example/kit/git'
import type { GitObjects } from '../git/git-objects.ts'
import { installedModules } from './installed-modules.ts'

export interface WorkspaceOptions {
  objects: GitObjects
  /** Where the work tree is kept between deliveries, so that only what differs is written. */
  dir: string
  /** A checkout whose `node_modules` are used for revisions with the same lockfile. */
  installDir: string
  /** Where dependencies of other lockfiles are installed. */
  modulesDir: string
  log: (line: string) => void
}

/** The files of one revision at a time, with their dependencies: what checks and builds run in. */
export class Workspace {
  readonly #options: WorkspaceOptions

  constructor(options: WorkspaceOptions) {
    this.#options = options
    mkdirSync(options.dir, { recursive: true })
  }

  /** Makes the directory hold `revision`; returns its path. Nothing may run in it meanwhile. */
  async prepare(revision: string, signal?: AbortSignal): Promise<string> {
    const { objects, dir } = this.#options
    const [, modules] = await Promise.all([
      checkoutTree(objects.gitDir, revision, dir),
      installedModules(this.#options, revision, signal),
    ])
    link(join(dir, 'node_modules'), modules)
    return dir
  }
}

function link(path: string, target: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  if (existing?.isSymbolicLink() && readlinkSync(path) === target) return
  if (existing !== undefined) rmSync(path, { recursive: true, force: true })
  symlinkSync(target, path, 'dir')
}
