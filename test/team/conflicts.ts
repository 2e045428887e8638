import type { Git } from '@gitops-example/kit/git/git'
import { appOf } from './story-files.ts'

/** An unmerged path, with the blobs of its stages: 1 is the common version, 2 and 3 are the two sides. */
interface Unmerged {
  path: string
  stages: Map<string, string>
}

export async function unmergedPaths(git: Git): Promise<Unmerged[]> {
  const listed = await git.run(['ls-files', '--unmerged', '-z'])
  const found = new Map<string, Unmerged>()
  for (const line of listed.split('\0').filter(Boolean)) {
    const [, id = '', stage = '', path = ''] = /^\d+ (\w+) (\d)\t(.*)$/s.exec(line) ?? []
    const one = found.get(path) ?? { path, stages: new Map() }
    one.stages.set(stage, id)
    found.set(path, one)
  }
  return [...found.values()]
}

/**
 * Throws unless people alone have made the conflict: both sides edited lines beside each other, or one of them renamed
 * or removed the app (`movedApps`).
 */
export async function assertOwnConflict(
  git: Git,
  unmerged: readonly Unmerged[],
  movedApps: ReadonlySet<string>,
): Promise<void> {
  for (const { path, stages } of unmerged) {
    if (/(^|\/)releases\/|quarantine\.yaml$/.test(path)) {
      throw new Error(`A conflict in ${path}, which people do not write.`)
    }
    const app = appOf(path)
    if (app !== undefined && movedApps.has(app)) continue
    const [base, ours, theirs] = await Promise.all(
      ['1', '2', '3'].map(async (stage) => await linesOf(git, stages.get(stage))),
    )
    if (base === undefined || ours === undefined || theirs === undefined) {
      throw new Error(`A conflict in ${path}, of which no side has moved the app.`)
    }
    const [one, other] = [changedRows(base, ours), changedRows(base, theirs)]
    // Git sees one change where lines touch each other.
    if (!one.some((row) => other.some((another) => Math.abs(row - another) <= 1))) {
      throw new Error(`A conflict in ${path}, where people edited lines ${one} and ${other}.`)
    }
  }
}

async function linesOf(git: Git, blob: string | undefined): Promise<string[] | undefined> {
  if (blob === undefined) return undefined
  return (await git.run(['cat-file', 'blob', blob])).split('\n')
}

function changedRows(before: readonly string[], after: readonly string[]): number[] {
  return after.flatMap((line, row) => (line === before[row] ? [] : [row]))
}
