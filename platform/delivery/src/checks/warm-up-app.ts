import { appsAt } from '../apps/app.ts'
import type { GitObjects } from '../git/git-objects.ts'
import type { Toolbox } from './toolbox.ts'

export interface WarmUpOptions {
  objects: GitObjects
  toolbox: Toolbox
  /** The commit that a push is likely to build on. */
  revision: string
  /** The app in `dev/NAME`; nothing is done for a name that is no app. */
  name: string
  signal: AbortSignal
}

/** Gets an app's checks ready for a push. Resolves when its sources are in place; tools go on loading after that. */
export async function warmUpApp({ objects, toolbox, revision, name, signal }: WarmUpOptions): Promise<void> {
  const app = (await appsAt(objects, revision)).find((one) => one.name === name)
  if (app === undefined) return
  const { dir: treeDir, files } = await toolbox.workspace.prepare(revision, app, signal)
  for (const check of toolbox.checks) check.warmUp?.({ app, treeDir, files, signal })
}
