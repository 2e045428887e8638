import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { filesBelow, writeTree } from '@gitops-example/kit/git/tree-files'

/** The charts and values of one revision as files, which go when it is disposed. */
export interface RevisionFiles extends AsyncDisposable {
  root: string
  /** Two charts and values with equal keys render the same. */
  key(chart: string, valueFiles: readonly string[]): Promise<string>
}

/** Writes what charts are rendered from (all charts and values) into a directory of its own. */
export async function revisionFiles(objects: GitObjects, revision: string): Promise<RevisionFiles> {
  const entries = (
    await Promise.all(
      ['ops', 'dev'].map((folder) => filesBelow(objects, `${revision}:${folder}`, `${folder}/`)),
    )
  ).flat()
  const wanted = entries.filter(({ name }) =>
    /^ops\/(charts|environments\/[^/]+\/05_applications)\/|^dev\/[^/]+\/chart\//.test(name),
  )
  const root = await mkdtemp(join(tmpdir(), 'gitops-plan-'))
  const dir = join(root, 'files')
  await writeTree(objects, wanted, dir)
  return {
    root: dir,
    async key(chart, valueFiles) {
      const inChart = wanted.filter(({ name }) => name.startsWith(`${chart}/`))
      const files = wanted.filter(({ name }) => valueFiles.includes(name))
      // What a link points to is elsewhere: then everything counts.
      const counted = inChart.some(({ type }) => type === 'symlink') ? wanted : inChart
      const lines = [...counted, ...files].map(({ name, mode, id }) => `${mode} ${id} ${name}`)
      return createHash('sha256').update(lines.join('\n')).digest('hex')
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
