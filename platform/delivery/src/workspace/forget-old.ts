import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { removeTreeSync } from '@gitops-example/kit/files/remove-tree'

const keptMs = 30 * 24 * 60 * 60 * 1000

/** Folders of a work directory whose entries can all be made again, with what is written whenever an entry changes. */
const folders: readonly { name: string; writtenWith: string }[] = [
  { name: 'passed', writtenWith: '' },
  { name: 'types', writtenWith: '' },
  { name: 'types/libraries', writtenWith: '' },
  { name: 'green', writtenWith: '' },
  { name: 'dockerfiles', writtenWith: '' },
  { name: 'bundles', writtenWith: '' },
  { name: 'trees', writtenWith: '.files.json' },
]

/**
 * Removes results, bundles and trees that nothing has written for 30 days: those of apps that are gone, and of contents
 * that were replaced long ago. Nothing may run in the directory meanwhile.
 */
export function forgetOld(workDir: string, now: number): void {
  for (const { name, writtenWith } of folders) {
    for (const path of entriesOf(join(workDir, name))) {
      const written =
        statSync(`${path}${writtenWith}`, { throwIfNoEntry: false }) ??
        statSync(path, { throwIfNoEntry: false })
      if (written !== undefined && written.mtimeMs < now - keptMs) removeTreeSync(path)
    }
  }
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name))
  } catch {
    return [] // nothing was ever kept here
  }
}
