import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkoutFolders,
  locked,
  readRecord,
  removeUnusedPrograms,
  type SharedPaths,
  type SharedRecord,
  writeRecord,
} from './shared-state.ts'

const keptMs = 7 * 24 * 60 * 60 * 1000
const emptyMs = 60 * 60 * 1000

/**
 * Removes what other checkouts have left below `/var/lib/gitops-example`, once their folder is gone: all that can be made
 * again at once, and their rows a week after a start has said so by `onNote`. A folder of an earlier version, which does
 * not say whose it is, stays.
 */
export async function removeGoneCheckouts(
  paths: SharedPaths,
  now: number,
  onNote: (line: string) => void,
): Promise<void> {
  if (paths.shared === paths.state) return
  await locked(paths, async () => {
    for (const folder of checkoutFolders(paths)) {
      const record = readRecord(folder)
      if (folder === paths.shared) continue
      if (record === undefined) removeEmpty(folder, now)
      else if (!existsSync(record.checkout)) await removeGone(folder, record, now, onNote)
      else if (record.removeAfter !== undefined) {
        await writeRecord(folder, { checkout: record.checkout, programs: record.programs })
      }
    }
    removeUnusedPrograms(paths)
  })
}

/** A checkout that just starts has an empty folder, too. */
function removeEmpty(folder: string, now: number): void {
  const isOld = statSync(folder).mtimeMs < now - emptyMs
  if (isOld && readdirSync(folder).length === 0) rmdirSync(folder)
}

async function removeGone(
  folder: string,
  { checkout, removeAfter }: SharedRecord,
  now: number,
  onNote: (line: string) => void,
): Promise<void> {
  const rows = join(folder, 'postgres')
  if (isServed(rows)) return
  const size = `${Math.ceil(bytesBelow(rows) / 1e6)} MB`
  if (!existsSync(join(rows, 'data')) || (removeAfter !== undefined && removeAfter < now)) {
    rmSync(folder, { recursive: true, force: true })
    if (removeAfter !== undefined) onNote(`Removed the database of ${checkout}, which is gone (${size}).`)
    return
  }
  for (const name of readdirSync(folder)) {
    if (name !== 'postgres') rmSync(join(folder, name), { recursive: true, force: true })
  }
  const after = removeAfter ?? now + keptMs
  await writeRecord(folder, { checkout, programs: [], removeAfter: after })
  if (removeAfter !== undefined) return
  const date = new Date(after).toISOString().slice(0, 10)
  onNote(
    `${checkout} is gone: a start after ${date} removes its database (${size}). To keep that, move ${rows} elsewhere.`,
  )
}

/** Whether PostgreSQL runs on the rows: the checkout was removed below a running platform. */
function isServed(rows: string): boolean {
  try {
    const [pid = ''] = readFileSync(join(rows, 'data', 'postmaster.pid'), 'utf8').split('\n')
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

function bytesBelow(directory: string): number {
  if (!existsSync(directory)) return 0
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return files.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0)
}
