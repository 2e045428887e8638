import { gitIn } from '@gitops-example/kit/git/git'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { readSettings } from '@gitops-example/local/state/settings'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { releasesOf } from '@gitops-example/release/locate/release-history'
import { quarantineAt } from '@gitops-example/release/quarantine/find-quarantined'
import { releaseFromQuarantine, rollback as rollBack } from '@gitops-example/release/rollback/rollback'
import { namedCommit } from '../context/named-commit.ts'
import { platformHere } from '../context/sync-source.ts'
import { untilServes } from '../context/until-serves.ts'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { openBranches } from '../options/branch-options.ts'
import { printJson } from '../output/json.ts'
import { rollback as spec } from '../verbs/rollback.ts'

export const rollback = handler(spec, async ({ values, words }, io) => {
  const app = words.APP
  const environment = values.env ?? readSettings(io.env).environment
  using repository = await openRepository(io.root)
  // Also brings the history that revisions are named from.
  const { options, heads } = await openBranches(repository, io, values, environment)
  await assertEnvironment(repository.objects, environment, heads.code, heads.releases)
  const { objects } = repository
  if (values.release !== undefined) {
    const tag = await namedCommit(repository, values.release, async () =>
      (await quarantineAt(objects, heads.releases, environment)).map((entry) => entry.tag),
    )
    const revision = await releaseFromQuarantine({ ...options, environment, app, tag })
    if (values.json) printJson(io, { revision, app, released: tag })
    else
      io.out(`${app} ${tag.slice(0, 7)} may be released to ${environment} again (${revision.slice(0, 7)}).`)
    return 0
  }
  const released = async () =>
    (await releasesOf(objects, heads.releases, environment, app)).map(({ tag }) => tag)
  const result = await rollBack({
    ...options,
    environment,
    app,
    by: await person(io),
    reason: values.reason ?? 'No reason was given.',
    ...(values.to === undefined ? {} : { to: await namedCommit(repository, values.to, released) }),
    ...(values.evidence === undefined ? {} : { evidence: values.evidence }),
  })
  const { revision, from, to } = result
  if (!values.json) {
    io.out(
      `${app} in ${environment}: ${from.slice(0, 7)} -> ${to.slice(0, 7)}, commit ${revision.slice(0, 7)}.`,
    )
    io.out(
      `${from.slice(0, 7)} is quarantined. Release it with: ./gitops rollback ${app} --env ${environment} --release ${from.slice(0, 7)}`,
    )
  }
  const platform = values['no-wait'] ? undefined : await platformHere(io, environment)
  if (platform !== undefined) {
    try {
      await untilServes(io, platform.kubeconfig, app, to)
    } catch (error) {
      if (!io.signal.aborted) throw error
      io.err('The rollback goes on. See gitops status.')
      return 130
    }
    if (!values.json) io.out(`${to.slice(0, 7)} serves again.`)
  }
  if (values.json) printJson(io, result)
  return 0
})

/** Who rolls back, for the commit: git's identity, else the user of the machine. */
async function person({ root, env }: Io): Promise<string> {
  const git = gitIn(root)
  const [name, email] = await Promise.all(
    ['user.name', 'user.email'].map(async (key) => (await git.try(['config', key])).stdout.trim()),
  )
  if (name) return email ? `${name} <${email}>` : name
  return env.GITHUB_ACTOR || env.USER || env.LOGNAME || 'unknown'
}
