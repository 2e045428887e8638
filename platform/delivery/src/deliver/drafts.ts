import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type App, appsAt } from '@gitops-example/release/apps/app'
import { type AppContent, appContent } from '@gitops-example/release/apps/app-content'
import { isLibraryError, librariesOf } from '@gitops-example/release/apps/libraries'
import { runCheck } from '../checks/run-check.ts'
import type { Toolbox } from '../checks/toolbox.ts'
import { DraftRepository } from '../workspace/draft-repository.ts'
import { checkedOut } from './checked-out.ts'

export interface DraftsOptions {
  objects: GitObjects
  toolbox: Toolbox
  checkoutDir: string
  /** The branch that is delivered: what stands on another may be a stranger's, and a check runs it. */
  branch: string
  clock: Clock
  /** Called with what the person who edits should know. */
  onNote: (line: string) => void
  /** For a repository of its own. */
  draftsDir: string
  log: (line: string) => void
}

interface Running {
  name: string
  /** Folders whose edits make what runs worthless. */
  folders: readonly string[]
  /** What is looked at; undefined when it is not an app, or cannot be read. */
  content: Promise<AppContent | undefined>
  abort: AbortController
}

/**
 * Checks and bundles what somebody edits, while they edit it: when it is committed and pushed as it is, all of that is
 * known, by content. A red check is not reported, as a file that is being edited often is red; the push runs it again.
 * Nothing runs while another branch than the delivered one is checked out.
 */
export class Drafts implements Disposable {
  readonly #options: DraftsOptions
  readonly #edited = new Set<string>()
  #repository: DraftRepository | undefined
  #running: Running | undefined
  #yields = false
  /** The other branches that were named as not checked. */
  readonly #named = new Set<string>()

  constructor(options: DraftsOptions) {
    this.#options = options
  }

  /** A file of the app or library in `dev/NAME` was written; what runs for its last state is of no use any more. */
  add(name: string): void {
    this.#edited.add(name)
    if (this.#running?.folders.includes(`dev/${name}`)) this.#running.abort.abort()
  }

  get waiting(): boolean {
    return this.#edited.size > 0
  }

  /** Looks at every app that was edited, itself or a library of it, one after the other, until `signal` or a push. */
  async run(signal: AbortSignal): Promise<void> {
    this.#yields = false
    for (const name of this.#edited) {
      if (signal.aborted || this.#yields) return
      this.#edited.delete(name)
      const abort = new AbortController()
      const onAbort = () => abort.abort()
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        await this.#look(name, abort)
      } catch (error) {
        // Whatever is wrong with it, a push meets it again and says so.
        if (!abort.signal.aborted) this.#options.log(`${name} as it is edited: ${describeError(error)}`)
      } finally {
        signal.removeEventListener('abort', onAbort)
        this.#running = undefined
      }
    }
  }

  /** A push of `revision` comes: what runs for the same content goes on to its end, anything else is cut short. */
  async yieldTo(revision: string): Promise<void> {
    this.#yields = true
    const running = this.#running
    if (running === undefined) return
    const app = { name: running.name, dir: `dev/${running.name}` }
    const [draft, pushed] = await Promise.all([
      running.content,
      appContent(this.#options.objects, revision, app),
    ]).catch(() => [])
    if (draft === undefined || draft.checks !== pushed?.checks) running.abort.abort()
  }

  /** What runs is cut short, whatever it is for. */
  cut(): void {
    this.#running?.abort.abort()
  }

  [Symbol.dispose](): void {
    this.#repository?.[Symbol.dispose]()
  }

  async #draft(): Promise<{ objects: GitObjects; tree: string }> {
    const { objects, draftsDir: dir, checkoutDir } = this.#options
    this.#repository ??= await DraftRepository.open({ dir, gitDir: objects.gitDir, checkoutDir })
    return { objects: this.#repository.objects, tree: await this.#repository.tree() }
  }

  async #isDelivered(signal: AbortSignal): Promise<boolean> {
    const { branch, checkoutDir, clock, onNote } = this.#options
    const here = await checkedOut(checkoutDir, clock, signal)
    if (here === branch) return true
    const place = here ?? 'a commit that is no branch'
    if (!this.#named.has(place)) onNote(`What is saved on ${place} is not checked ahead: only ${branch} is.`)
    this.#named.add(place)
    return false
  }

  async #look(name: string, abort: AbortController): Promise<void> {
    const { toolbox } = this.#options
    const { signal } = abort
    const { promise, resolve } = Promise.withResolvers<AppContent | undefined>()
    const running: Running = { name, folders: [`dev/${name}`], content: promise, abort }
    this.#running = running
    try {
      const { objects, tree } = await this.#draft()
      if (!(await this.#isDelivered(signal))) return
      const apps = await appsAt(objects, tree)
      const app = apps.find((one) => one.name === name)
      if (app === undefined) {
        for (const user of await usersOf(objects, tree, apps, `dev/${name}`)) this.#edited.add(user.name)
        return
      }
      const content = await appContent(objects, tree, app)
      resolve(content)
      if (content === undefined) return
      const {
        dir: treeDir,
        files,
        libraries,
        isIntact,
      } = await toolbox.workspace.prepare(tree, app, signal, objects)
      running.folders = [app.dir, ...libraries]
      const target = { app, libraries, treeDir, files, isIntact, signal }
      const work = toolbox.checks.map((check) => runCheck(check, toolbox.cache, content, target))
      const bundle = toolbox.bundles.layer({ app, treeDir, content: content.image, isIntact, signal })
      // A tool must not run on while the next one looks at the same files.
      await Promise.allSettled([...work, bundle])
    } finally {
      resolve(undefined)
    }
  }
}

/** The apps that a library is a part of. */
async function usersOf(
  objects: GitObjects,
  tree: string,
  apps: readonly App[],
  library: string,
): Promise<App[]> {
  const uses = await Promise.all(
    apps.map(async (app) => {
      try {
        return (await librariesOf(objects, tree, app)).some(({ dir }) => dir === library)
      } catch (error) {
        if (isLibraryError(error)) return false // a push of it says so
        throw error
      }
    }),
  )
  return apps.filter((_, index) => uses[index])
}
