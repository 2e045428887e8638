import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { appsAt } from '@gitops-example/release/apps/app'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { touchedApps } from '@gitops-example/release/apps/touched-apps'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = { env: { type: 'string' }, since: { type: 'string' }, json: { type: 'boolean' } } as const

interface ListedApp {
  name: string
  dir: string
  /** Where its image goes; known for an environment. */
  repository?: string
}

export const apps: Verb = {
  usage: '[--env ENV | --since REV] [--json]',
  help: `
Lists the apps of HEAD: every folder dev/NAME with a chart.

  --env ENV    only those whose image differs from the one that ENV's values files name, with its repository
  --since REV  only those whose image differs from what the commit REV would give
  --json       a list of objects

Examples:
  gitops apps
  gitops apps --since origin/master
  gitops apps --env dev --json | jq -r '.[].repository'
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    if (values.env !== undefined && values.since !== undefined) {
      throw new UsageError('--env and --since exclude each other.')
    }
    using repository = await openRepository(io.root)
    const listed = await list(repository.objects, await repository.commit('HEAD'), values)
    if (values.json) io.out(JSON.stringify(listed))
    else for (const { name } of listed) io.out(name)
    return 0
  },
}

async function list(
  objects: GitObjects,
  head: string,
  { env, since }: { env?: string; since?: string },
): Promise<ListedApp[]> {
  if (env !== undefined) {
    await assertEnvironment(objects, env, head)
    const hasImage = async () => true // what was released has been pushed; the registry keeps it
    const plan = await planRelease({ objects, environment: env, revision: head, head, hasImage })
    const broken = plan.refused.filter(({ quarantined }) => !quarantined)
    if (broken.length > 0) {
      throw new GitopsError('apps-refused', broken.map(({ reason }) => reason).join(' '))
    }
    return plan.apps.map(({ app, repository }) => ({ ...app, repository }))
  }
  if (since === undefined) return appsAt(objects, head)
  if ((await objects.resolve(since)) === undefined)
    throw new UsageError(`There is no commit "${since}" here.`)
  return touchedApps(objects, head, () => since)
}
