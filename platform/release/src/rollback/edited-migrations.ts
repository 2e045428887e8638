import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'

/** A migration as a released version has it. */
interface Released {
  tag: string
  entry: TreeEntry
}

/**
 * Migrations in `dev/APP/migrations` of `revision` that differ from what has run: a sentence on each, with what to do.
 * `applied` are versions of which it is certain that their migrations ran, such as those that went live, the newest
 * first. One that was released is not enough: a migration that failed was undone, and the fix is an edit of its file.
 */
export async function editedMigrations(
  objects: GitObjects,
  app: string,
  applied: readonly string[],
  revision: string,
): Promise<string[]> {
  const open = new Map((await migrationsAt(objects, app, revision)).map((entry) => [entry.name, entry]))
  const edited: string[] = []
  for (const tag of applied) {
    if (open.size === 0) break
    for (const entry of await migrationsAt(objects, app, tag)) {
      const now = open.get(entry.name) ?? [...open.values()].find((one) => hasNumberOf(one, entry))
      if (now === undefined) continue
      open.delete(now.name)
      const problem = await problemOf(objects, now, { tag, entry })
      if (problem !== undefined) edited.push(`dev/${app}/migrations/${problem}`)
    }
  }
  return edited.sort()
}

async function problemOf(
  objects: GitObjects,
  now: TreeEntry,
  { tag, entry }: Released,
): Promise<string | undefined> {
  const version = tag.slice(0, 7)
  if (now.name !== entry.name) {
    return `${now.name} has the number of ${entry.name}, which was released in ${version}: bring that one back, and give this one the next number`
  }
  if (now.id === entry.id) return undefined
  const [text, before] = await Promise.all([now, entry].map(({ id }) => textOf(objects, id)))
  if (sqlOf(text ?? '') === sqlOf(before ?? '')) return undefined
  return `${now.name} was changed after it was released in ${version}: restore it, and write a new migration for the change`
}

async function migrationsAt(objects: GitObjects, app: string, revision: string): Promise<TreeEntry[]> {
  const entries = (await objects.tree(`${revision}:dev/${app}/migrations`)) ?? []
  return entries.filter(({ name }) => isMigration(name) && /^\d/.test(name))
}

/** Whether a file in `dev/APP/migrations` is one of the steps. */
export function isMigration(name: string): boolean {
  return /\.[cm]?[jt]s$|\.sql$/.test(name)
}

async function textOf(objects: GitObjects, id: string): Promise<string> {
  return (await objects.blob(id))?.toString('utf8').replaceAll('\r\n', '\n') ?? ''
}

/**
 * What a database keeps the checksum of: the SQL, not what surrounds it. Where it is more than one plain literal, only
 * running the file would tell, and the whole text stands for it.
 */
function sqlOf(text: string): string {
  const literals = [
    ...text.matchAll(/^export const up(?:: string)? = (?:`((?:[^`\\$]|\$(?!\{))*)`|'([^'\\\n]*)');?$/gm),
  ]
  const [only] = literals
  return only === undefined || literals.length > 1 ? text : (only[1] ?? only[2] ?? '')
}

function hasNumberOf(one: TreeEntry, other: TreeEntry): boolean {
  return Number.parseInt(one.name, 10) === Number.parseInt(other.name, 10)
}
