import { gitIn } from '@gitops-example/kit/git/git'
import type { LocalRepository } from '@gitops-example/kit/git/local-repository'
import { type App, appsAt } from '@gitops-example/release/apps/app'
import { touchedApps } from '@gitops-example/release/apps/touched-apps'
import type { Io } from '../io.ts'
import { counted } from '../output/counted.ts'
import { UsageError } from '../usage-error.ts'

/** The named apps of a revision, else all; with `base` only those whose content differs from what it had there. */
export async function selectApps(
  { objects, commit }: LocalRepository,
  revision: string,
  names: readonly string[],
  base: string | undefined,
): Promise<App[]> {
  const all = await appsAt(objects, revision)
  for (const name of names) {
    if (all.some((app) => app.name === name)) continue
    throw new UsageError(`There is no app "${name}". Apps are: ${all.map((app) => app.name).join(', ')}.`)
  }
  const since = base === undefined ? undefined : await commit(base)
  const chosen = since === undefined ? all : await touchedApps(objects, revision, () => since)
  return names.length === 0 ? chosen : chosen.filter(({ name }) => names.includes(name))
}

/** Says so when the work tree differs from HEAD, which is what verbs look at. */
export async function noteDirty(io: Io): Promise<void> {
  const status = await gitIn(io.root).run(['status', '--porcelain', '--', 'dev'])
  const count = status.split('\n').filter(Boolean).length
  if (count > 0)
    io.err(
      `${counted(count, 'uncommitted change')} below dev/ ${count === 1 ? 'is' : 'are'} not included: only HEAD is read.`,
    )
}
