import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment, environmentsAt } from '@gitops-example/release/apps/environments'
import { releasesBetween } from '@gitops-example/release/locate/releases-between'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  since: { type: 'string' },
  env: { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const

export const releases: Verb = {
  usage: '--since REV [--env ENV...] [--json]',
  help: `
Lists the apps whose image HEAD changes in an environment: by a bump, a promotion that was merged, or a rollback.

  --since REV  compare with this commit
  --env ENV    only this environment; may be given several times
  --json       [{environment, apps: [{app, from, to}]}]

Examples:
  gitops releases --since HEAD^
  gitops releases --since "$BEFORE" --env prod --json
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    if (values.since === undefined) throw new UsageError('--since is missing.')
    using repository = await openRepository(io.root)
    const [before, head] = [await repository.commit(values.since), await repository.commit('HEAD')]
    const { objects } = repository
    for (const environment of values.env ?? []) await assertEnvironment(objects, environment, head)
    const environments = values.env ?? (await environmentsAt(objects, head))
    const found = await releasesBetween(objects, before, head, environments)
    if (values.json) io.out(JSON.stringify(found))
    else {
      for (const { environment, apps } of found) {
        for (const { app, from, to } of apps) io.out(`${environment}  ${app}: ${shown(from)} -> ${shown(to)}`)
      }
    }
    return 0
  },
}

function shown(tag: string): string {
  return tag === '' ? 'nothing' : tag.slice(0, 7)
}
