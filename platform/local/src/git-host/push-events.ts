import { closeSync, fstatSync, openSync, readSync, watch, writeFileSync } from 'node:fs'
import { describeError } from '@gitops-example/kit/errors'
import type { SupervisedRun } from '@gitops-example/kit/supervision/supervisor'

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

export interface PushWatch extends SupervisedRun, Disposable {}

/**
 * Reports each ref update that the hook appends to `pushLog`, in order, as it happens (inotify or its
 * equivalent). Earlier pushes are not reported: the caller compares the branch itself. It ends when the file is moved or
 * removed, or cannot be read any more.
 */
export function watchPushes(pushLog: string, onUpdate: (update: RefUpdate) => void): PushWatch {
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
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  let isEnded = false
  const end = (reason: string) => {
    if (isEnded) return
    isEnded = true
    watcher.close()
    closeSync(file)
    resolve(reason)
  }
  const watcher = watch(pushLog, (event) => {
    try {
      if (!isEnded) readNew()
    } catch (error) {
      end(`${pushLog} cannot be read: ${describeError(error)}`)
    }
    if (!isEnded && (event === 'rename' || fstatSync(file).nlink === 0))
      end(`${pushLog} was moved or removed`)
  })
  watcher.on('error', (error) => end(`${pushLog} cannot be watched: ${describeError(error)}`))
  return {
    ended,
    async stop() {
      end('stopped')
    },
    [Symbol.dispose]: () => end('stopped'),
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
