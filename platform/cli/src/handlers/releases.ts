import { type LocalRepository, openRepository } from '@gitops-example/kit/git/local-repository'
import { printable } from '@gitops-example/kit/text/printable'
import { readSettings } from '@gitops-example/local/state/settings'
import { assertEnvironment, environmentsAt } from '@gitops-example/release/apps/environments'
import { type HistoryEntry, releaseHistory } from '@gitops-example/release/locate/history'
import { releasesBetween } from '@gitops-example/release/locate/releases-between'
import { positiveInteger } from '../arguments/parse-arguments.ts'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { openBranches } from '../options/branch-options.ts'
import { durationText } from '../options/duration.ts'
import { printJson } from '../output/json.ts'
import { releases as spec } from '../verbs/releases.ts'

export const releases = handler(spec, async ({ values }, io) => {
  using repository = await openRepository(io.root)
  if (values.base !== undefined) return await listChanges(repository, values.base, values, io)
  const limit = positiveInteger('limit', values.limit)
  const found: (HistoryEntry & { environment: string })[] = []
  for (const environment of values.env ?? [readSettings(io.env).environment]) {
    const { heads } = await openBranches(repository, io, values, environment)
    await assertEnvironment(repository.objects, environment, heads.code, heads.releases)
    const all = await releaseHistory(repository.objects, heads.releases, environment)
    const chosen = all.filter(({ app }) => values.app?.includes(app) ?? true).slice(0, limit)
    found.push(...chosen.map((one) => ({ environment, ...one })))
  }
  if (values.json) printJson(io, found)
  else for (const one of found) io.out(historyLine(one, io))
  return 0
})

/** What HEAD changes since `base`. */
async function listChanges(
  { objects, commit }: LocalRepository,
  base: string,
  values: { env?: string[]; json?: boolean },
  io: Io,
): Promise<number> {
  const [before, head] = [await commit(base), await commit('HEAD')]
  for (const environment of values.env ?? []) await assertEnvironment(objects, environment, head)
  const environments = values.env ?? (await environmentsAt(objects, head))
  const found = await releasesBetween(objects, before, head, environments)
  if (values.json) printJson(io, found)
  else {
    for (const { environment, apps } of found) {
      for (const { app, from, to } of apps)
        io.out(`${environment}  ${printable(app)}: ${shown(from)} -> ${shown(to)}`)
    }
  }
  return 0
}

function historyLine(
  { environment, app, kind, tag, subject, revision, at }: HistoryEntry & { environment: string },
  { clock, paint }: Io,
): string {
  const when = `${durationText(Math.max(0, clock.now() - at))} ago`
  const what = kind === 'rollback' ? paint('red', 'back to') : paint('green', 'release')
  const by = paint('dim', `${revision.slice(0, 7)}, ${when}`)
  return `  ${environment}  ${printable(app)}  ${what} ${shown(tag)}  ${printable(subject)}  ${by}`
}

function shown(tag: string): string {
  return tag === '' ? 'nothing' : printable(tag.slice(0, 7))
}
