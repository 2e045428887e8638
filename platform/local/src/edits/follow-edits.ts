import { join, relative, sep } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import { watchFolders } from './watch-folders.ts'

export interface FollowEditsOptions {
  /** The root of the checkout. */
  root: string
  clock: Clock
  /** A file of the app in `dev/NAME` was written. */
  onEdit: (name: string) => void
  log: (line: string) => void
}

/** An editor writes several files at once, and a formatter writes them again. */
const quietMs = 200

/** Reports which app was edited, once nothing of it has been written for a moment. */
export function followEdits({ root, clock, onEdit, log }: FollowEditsOptions): Disposable {
  const waiting = new Map<string, Disposable>()
  const dev = join(root, 'dev')
  const onChange = (path: string) => {
    const [name = '', next] = relative(dev, path).split(sep)
    if (next === undefined) return
    waiting.get(name)?.[Symbol.dispose]()
    const report = () => {
      waiting.delete(name)
      onEdit(name)
    }
    waiting.set(name, clock.after(quietMs, report))
  }
  // Systems limit how many folders may be watched. Without it a push is slower, nothing else.
  const onError = (error: unknown) => log(`edits are not followed: ${describeError(error)}`)
  try {
    const folders = watchFolders({ root: dev, ignored: ['node_modules'], onChange, onError })
    return {
      [Symbol.dispose]() {
        folders[Symbol.dispose]()
        for (const timer of waiting.values()) timer[Symbol.dispose]()
      },
    }
  } catch (error) {
    onError(error)
    return { [Symbol.dispose]() {} }
  }
}
