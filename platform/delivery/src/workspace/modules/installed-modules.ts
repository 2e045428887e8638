import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { readLockfile } from '@gitops-example/release/apps/lockfile/read-lockfile'
import { CheckoutModules } from './checkout-modules.ts'
import { ModuleStore } from './module-store.ts'
import { npmCi } from './npm-ci.ts'

export interface ModulesOptions {
  /** A checkout whose `node_modules` are used where they fit. */
  installDir: string
  /** Where dependencies of other lockfiles are installed. */
  modulesDir: string
  log: (line: string) => void
}

export interface Modules {
  /** The directory whose `node_modules` they are. */
  dir: string
  /** Whether they are still there as they were: in a checkout, people install what they like. */
  isIntact: () => boolean
}

/** Directories with the `node_modules` that a revision's lockfile asks for. */
export class InstalledModules {
  readonly #checkout: CheckoutModules
  readonly #store: ModuleStore
  readonly #log: (line: string) => void
  #used: string | undefined
  #tidying: Promise<void> | undefined

  constructor({ installDir, modulesDir, log }: ModulesOptions) {
    this.#checkout = new CheckoutModules(installDir)
    this.#store = new ModuleStore(modulesDir)
    this.#log = log
  }

  /** The checkout itself where what is installed there fits, else a folder that `npm ci` fills once for a lockfile. */
  async of(objects: GitObjects, revision: string, signal?: AbortSignal): Promise<Modules> {
    const short = revision.slice(0, 7)
    const root = (await objects.tree(`${revision}^{tree}`)) ?? []
    const file = root.find(({ name }) => name === 'package-lock.json')
    if (file === undefined) {
      throw new GitopsError('lockfile-missing', `${short} has no package-lock.json.`, {
        hint: 'Run npm install and commit the lockfile.',
      })
    }
    const lockfile = await readLockfile(objects, file.id)
    if (lockfile !== undefined && this.#checkout.fit(lockfile)) {
      this.#tidy(undefined)
      return { dir: this.#checkout.dir, isIntact: () => this.#checkout.fit(lockfile) }
    }
    const name = file.id.slice(0, 16)
    const dir = await this.#store.folder(
      name,
      async (target, ending) => {
        this.#log(`installing the dependencies of ${short}, whose lockfile differs from what is installed`)
        await npmCi(objects, revision, target, ending)
      },
      signal,
    )
    this.#tidy(name)
    return { dir, isIntact: () => true }
  }

  /** What was used before is in nobody's way: it is removed beside the work, once after each change of lockfile. */
  #tidy(used: string | undefined): void {
    if (this.#tidying !== undefined && this.#used === used) return
    this.#used = used
    this.#tidying = (this.#tidying ?? Promise.resolve())
      .then(() => this.#store.prune(used))
      .catch((error) => this.#log(`dependencies of old lockfiles are kept: ${describeError(error)}`))
  }
}
