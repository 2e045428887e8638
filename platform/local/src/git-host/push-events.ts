import { closeSync, fstatSync, openSync, readSync, watch, writeFileSync } from 'node:fs'

export interface RefUpdate {
  /** The commit that the ref pointed to; undefined for a new ref. */
  before: string | undefined
  /** The commit that it points to now; undefined when the ref was deleted. */
  after: string | undefined
  /** The full name, such as `refs/heads/master`. */
  ref: string
  /** Whether a verb pushed it, to record a release. */
  bump: boolean
}

/**
 * Reports each ref update that the hook appends to `pushLog`, in order, as it happens (inotify or its
 * equivalent). Earlier pushes are not reported: the caller compares the branch itself.
 */
export function watchPushes(pushLog: string, onUpdate: (update: RefUpdate) => void): Disposable {
  writeFileSync(pushLog, '')
  const file = openSync(pushLog, 'r')
  let offset = 0
  let rest = ''
  const readNew = () => {
    const size = fstatSync(file).size
    if (size <= offset) return
    const buffer = Buffer.alloc(size - offset)
    offset += readSync(file, buffer, 0, buffer.length, offset)
    const lines = (rest + buffer.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const update = parseRefUpdate(line)
      if (update !== undefined) onUpdate(update)
    }
  }
  const watcher = watch(pushLog, readNew)
  return {
    [Symbol.dispose]() {
      watcher.close()
      closeSync(file)
    },
  }
}

const noCommit = /^0+$/

/** One line of a post-receive hook's input (githooks(5)), with the word `bump` after those of our own pushes. */
export function parseRefUpdate(line: string): RefUpdate | undefined {
  const match = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (\S+)( bump)?$/.exec(line)
  const [, old, now, ref, bump] = match ?? []
  if (old === undefined || now === undefined || ref === undefined) return undefined
  return {
    before: noCommit.test(old) ? undefined : old,
    after: noCommit.test(now) ? undefined : now,
    ref,
    bump: bump !== undefined,
  }
}
