import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

export interface WatchFoldersOptions {
  /** The folder that is watched with everything below it. */
  root: string
  /** Names of folders that are left out. */
  ignored: readonly string[]
  /** Something at this path was added, removed or written. */
  onChange: (path: string) => void
  onError: (error: unknown) => void
}

/**
 * Watches folders, not the files in them: on Linux the recursive watch of Node 24 watches each file, and goes silent
 * about a file that git has replaced. Throws when `root` cannot be watched.
 */
export function watchFolders({ root, ignored, onChange, onError }: WatchFoldersOptions): Disposable {
  const watchers = new Map<string, FSWatcher>()

  const add = (folder: string) => {
    watchers.get(folder)?.close()
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (name === null) return onChange(folder)
      if (ignored.includes(name)) return
      onChange(join(folder, name))
      if (event === 'rename') look(join(folder, name))
    })
    watcher.on('error', onError)
    watchers.set(folder, watcher)
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !ignored.includes(entry.name)) add(join(folder, entry.name))
    }
  }
  /** A new folder may have replaced one that is watched. */
  const look = (path: string) => {
    try {
      if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return add(path)
      watchers.get(path)?.close()
      watchers.delete(path)
    } catch (error) {
      if (!isGone(error)) onError(error)
    }
  }
  const close = () => {
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
  try {
    add(root)
  } catch (error) {
    close()
    throw error
  }
  return { [Symbol.dispose]: close }
}

/** It was removed in the meantime. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
