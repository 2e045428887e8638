import { sleep, systemClock } from '@gitops-example/kit/clock'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { readLockfile } from '@gitops-example/release/apps/lockfile/read-lockfile'
import { CheckoutModules } from './checkout-modules.ts'
import { type Install, ModuleStore } from './module-store.ts'
import { npmCi } from './npm-ci.ts'

const lookAgainMs = 200

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
    const ofCheckout: Modules | undefined = lockfile && {
      dir: this.#checkout.dir,
      isIntact: () => this.#checkout.fit(lockfile),
    }
    if (ofCheckout?.isIntact()) {
      this.#tidy(undefined)
      return ofCheckout
    }
    const name = file.id.slice(0, 16)
    const install: Install = async (target, ending) => {
      this.#log(`installing the dependencies of ${short}, whose lockfile differs from what is installed`)
      await npmCi(objects, revision, target, ending)
    }
    const over = new AbortController()
    const waiting = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
    try {
      // A person's npm install may be at its end: the files that it saves are seen before it has recorded the packages.
      return await Promise.race([
        this.#store.folder(name, install, waiting).then((dir) => {
          this.#tidy(name)
          return { dir, isIntact: () => true }
        }),
        ...(ofCheckout === undefined ? [] : [whenIntact(ofCheckout, waiting)]),
      ])
    } finally {
      over.abort()
    }
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

async function whenIntact(modules: Modules, signal: AbortSignal): Promise<Modules> {
  while (!modules.isIntact()) await sleep(systemClock, lookAgainMs, signal)
  return modules
}
