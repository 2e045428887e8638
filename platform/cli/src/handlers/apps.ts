import { GitopsError } from '@gitops-example/kit/errors'
import { type LocalRepository, openRepository } from '@gitops-example/kit/git/local-repository'
import { appsAt } from '@gitops-example/release/apps/app'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { touchedApps } from '@gitops-example/release/apps/touched-apps'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { apps as spec } from '../verbs/apps.ts'

interface ListedApp {
  name: string
  dir: string
  /** Where its image goes; known for an environment. */
  repository?: string
}

export const apps = handler(spec, async ({ values }, io) => {
  using repository = await openRepository(io.root)
  const listed = await list(repository, values)
  if (values.json) printJson(io, listed)
  else for (const { name } of listed) io.out(name)
  return 0
})

async function list(
  { objects, commit }: LocalRepository,
  { env, base }: { env?: string; base?: string },
): Promise<ListedApp[]> {
  const head = await commit('HEAD')
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
  if (base === undefined) return appsAt(objects, head)
  const since = await commit(base)
  return touchedApps(objects, head, () => since)
}
