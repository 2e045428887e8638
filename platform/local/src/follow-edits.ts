import { watch } from 'node:fs'
import { join, sep } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'

export interface FollowEditsOptions {
  /** The root of the checkout. */
  root: string
  clock: Clock
  /** Somebody writes a file of the app in `dev/NAME`. */
  onEdit: (name: string) => void
  log: (line: string) => void
}

/** An editor writes several files at once, some of them twice. */
const quietMs = 10_000

/** Tells that somebody works on an app, at most every ten seconds for each. */
export function followEdits({ root, clock, onEdit, log }: FollowEditsOptions): Disposable {
  const toldAt = new Map<string, number>()
  const onChange = (path: string | null) => {
    const [name, next] = (path ?? '').split(sep)
    if (name === undefined || next === undefined || path?.includes('node_modules')) return
    const now = clock.now()
    if (now - (toldAt.get(name) ?? -quietMs) < quietMs) return
    toldAt.set(name, now)
    onEdit(name)
  }
  // Without it a push is slower, no more: systems limit how many folders may be watched.
  const failed = (error: unknown) => log(`edits are not followed: ${describeError(error)}`)
  try {
    const watcher = watch(join(root, 'dev'), { recursive: true, persistent: false }, (_, path) =>
      onChange(path),
    )
    watcher.on('error', failed)
    return { [Symbol.dispose]: () => watcher.close() }
  } catch (error) {
    failed(error)
    return { [Symbol.dispose]() {} }
  }
}
