import { type AppCheck, checkApps } from '@gitops-example/delivery/checks/check-apps'
import { systemClock } from '@gitops-example/kit/clock'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { withToolbox } from '../context/with-toolbox.ts'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { noteDirty, selectApps } from '../options/app-selection.ts'
import { printJson } from '../output/json.ts'
import { check as spec } from '../verbs/check.ts'

/** Of one red step: nobody reads more of them at once. */
const mostLines = 100

export const check = handler(spec, async ({ values, words }, io) => {
  using repository = await openRepository(io.root)
  const { objects } = repository
  const revision = await repository.commit('HEAD')
  const apps = await selectApps(repository, revision, words.APP, values.base)
  await noteDirty(io)
  const results = await withToolbox(io, repository, (toolbox) =>
    checkApps({
      objects,
      revision,
      apps,
      toolbox,
      now: () => systemClock.now(),
      signal: io.signal,
      onResult: (result) => values.json || print(result, io),
    }),
  )
  if (values.json) printJson(io, results.map(flat))
  else if (apps.length === 0) io.out('No app has changed.')
  return results.every(({ result }) => result.status !== 'failed') ? 0 : 1
})

function print({ app, step, result, durationMs }: AppCheck, { out, paint }: Io): void {
  const red = result.status === 'failed'
  const mark = red ? paint('red', '✗') : paint('green', '✓')
  const time = result.status === 'cached' ? 'already passed' : `${durationMs} ms`
  out(`  ${mark} ${app} ${step}  ${paint('dim', time)}`)
  if (red) for (const line of shortened(result.reason.split('\n'))) out(`      ${line}`)
}

function shortened(lines: readonly string[]): string[] {
  const left = lines.length - mostLines
  return left <= 0 ? [...lines] : [...lines.slice(0, mostLines), `... and ${left} more lines: see --json`]
}

function flat({ app, step, result, durationMs }: AppCheck) {
  return { app, step, ...result, durationMs }
}
