import { GitopsError } from '@gitops-example/kit/errors'
import { type LocalRepository, openRepository } from '@gitops-example/kit/git/local-repository'
import { printable } from '@gitops-example/kit/text/printable'
import { appsAt } from '@gitops-example/release/apps/app'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { touchedApps } from '@gitops-example/release/apps/touched-apps'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { releasesBranch } from '@gitops-example/release/releases/releases-branch'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { openBranches } from '../options/branch-options.ts'
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
  const listed = await list(repository, values, io)
  if (values.json) printJson(io, listed)
  else for (const { name } of listed) io.out(printable(name))
  return 0
})

async function list(
  repository: LocalRepository,
  { env, base, ops }: { env?: string; base?: string; ops?: string },
  io: Io,
): Promise<ListedApp[]> {
  const { objects, commit } = repository
  const head = await commit('HEAD')
  if (env !== undefined) {
    const releases =
      ops === undefined
        ? await releasesHere(repository, head, env)
        : (await openBranches(repository, io, { ops }, env)).heads.releases
    await assertEnvironment(objects, env, head, releases)
    const hasImage = async () => true // what was released has been pushed; the registry keeps it
    const plan = await planRelease({ objects, environment: env, revision: head, releases, hasImage })
    const broken = plan.refused.filter(({ why }) => why !== 'quarantine')
    if (broken.length > 0) {
      throw new GitopsError('apps-refused', broken.map(({ reason }) => reason).join(' '))
    }
    return plan.apps.map(({ app, repository }) => ({ ...app, repository }))
  }
  if (base === undefined) return appsAt(objects, head)
  const since = await commit(base)
  return touchedApps(objects, head, () => since)
}

/** The commit that has the environment's releases, without asking a remote. */
async function releasesHere(
  { objects }: LocalRepository,
  head: string,
  environment: string,
): Promise<string> {
  const name = await releasesBranch(objects, head, environment)
  const fetched = name === undefined ? undefined : await objects.resolve(`refs/gitops/${name}`)
  return fetched ?? head
}
