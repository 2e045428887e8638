import { watch } from 'node:fs'
import { join, sep } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'

export interface FollowEditsOptions {
  /** The root of the checkout. */
  root: string
  clock: Clock
  /** A file of the app in `dev/NAME` was written. */
  onEdit: (name: string) => void
  log: (line: string) => void
}

/** An editor writes several files at once, and a formatter the same ones again. */
const quietMs = 200

/** Tells which app somebody has edited, as soon as nothing of it was written for a moment. */
export function followEdits({ root, clock, onEdit, log }: FollowEditsOptions): Disposable {
  const waiting = new Map<string, Disposable>()
  const onChange = (path: string | null) => {
    const [name, next] = (path ?? '').split(sep)
    if (name === undefined || next === undefined || path?.includes('node_modules')) return
    waiting.get(name)?.[Symbol.dispose]()
    const tell = () => {
      waiting.delete(name)
      onEdit(name)
    }
    waiting.set(name, clock.after(quietMs, tell))
  }
  const stopWaiting = () => {
    for (const timer of waiting.values()) timer[Symbol.dispose]()
  }
  // Without it a push is slower, no more: systems limit how many folders may be watched.
  const failed = (error: unknown) => log(`edits are not followed: ${describeError(error)}`)
  try {
    const watcher = watch(join(root, 'dev'), { recursive: true, persistent: false }, (_, path) =>
      onChange(path),
    )
    watcher.on('error', failed)
    return {
      [Symbol.dispose]() {
        watcher.close()
        stopWaiting()
      },
    }
  } catch (error) {
    failed(error)
    return { [Symbol.dispose]() {} }
  }
}
