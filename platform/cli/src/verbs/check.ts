import { type AppCheck, checkApps } from '@gitops-example/delivery/checks/check-apps'
import { systemClock } from '@gitops-example/kit/clock'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { withToolbox } from '../context/with-toolbox.ts'
import type { Io } from '../io.ts'
import { noteDirty, selectApps } from '../options/app-selection.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { base: { type: 'string' }, json: { type: 'boolean' } } as const
const mostApps = 1000

export const check: Verb = {
  usage: '[APP]... [--base REV] [--json]',
  help: `
Lint, types and unit tests of the apps of HEAD, as the delivery runs them: in a tree of just the app's own
files and the shared ones. What has passed with the same content before is not run again. Exit code 1 when
a check is red, after all have run.

  --base REV  only apps that differ from this commit, also through shared files such as the lockfile
  --json      [{app, step, status, durationMs, reason}]

Examples:
  gitops check
  gitops check webapp
  gitops check --base origin/master
`,
  options,
  async run(args, io) {
    const { values, positionals } = parseVerbArgs(args, options, mostApps)
    using repository = await openRepository(io.root)
    const { objects } = repository
    const revision = await repository.commit('HEAD')
    const apps = await selectApps(repository, revision, positionals, values.base)
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
    if (values.json) io.out(JSON.stringify(results.map(flat), undefined, 2))
    else if (apps.length === 0) io.out('No app is touched.')
    return results.every(({ result }) => result.status !== 'failed') ? 0 : 1
  },
}

function print({ app, step, result, durationMs }: AppCheck, { out, paint }: Io): void {
  const red = result.status === 'failed'
  const mark = red ? paint('red', '✗') : paint('green', '✓')
  const time = result.status === 'cached' ? 'passed before' : `${durationMs} ms`
  out(`  ${mark} ${app} ${step}  ${paint('dim', time)}`)
  if (red) out(result.reason.replace(/^/gm, '      '))
}

function flat({ app, step, result, durationMs }: AppCheck) {
  return { app, step, ...result, durationMs }
}
