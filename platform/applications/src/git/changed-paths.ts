import type { TreeEntry } from '@gitops-example/kit/git/parse-tree'

/** Reads one directory by its id. */
export type ReadTree = (id: string) => Promise<readonly TreeEntry[]>

/** Every file that two directory trees do not share, by its path; directories with equal ids are not entered. */
export async function changedPaths(read: ReadTree, before: string, after: string): Promise<string[]> {
  const changed: string[] = []
  await compare(read, before, after, '', changed)
  return changed.sort()
}

async function compare(
  read: ReadTree,
  before: string | undefined,
  after: string | undefined,
  at: string,
  changed: string[],
): Promise<void> {
  if (before === after) return
  const [old, now] = await Promise.all([entriesOf(read, before), entriesOf(read, after)])
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [left, right] = [old.get(name), now.get(name)]
    if (left?.id === right?.id && left?.type === right?.type) continue
    const path = at === '' ? name : `${at}/${name}`
    const isFile = (entry: TreeEntry | undefined) => entry !== undefined && entry.type !== 'directory'
    if (isFile(left) || isFile(right)) changed.push(path)
    await compare(read, directoryId(left), directoryId(right), path, changed)
  }
}

async function entriesOf(read: ReadTree, id: string | undefined): Promise<Map<string, TreeEntry>> {
  return new Map(id === undefined ? [] : (await read(id)).map((entry) => [entry.name, entry]))
}

function directoryId(entry: TreeEntry | undefined): string | undefined {
  return entry?.type === 'directory' ? entry.id : undefined
}
