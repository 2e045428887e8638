import { gitIn } from '@gitops-example/kit/git/git'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { readSettings } from '@gitops-example/local/state/settings'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { releaseFromQuarantine, rollback as rollBack } from '@gitops-example/release/rollback/rollback'
import type { Io } from '../io.ts'
import { branchFlags, branchHelp, branchOptions } from '../options/branch-options.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  env: { type: 'string' },
  to: { type: 'string' },
  reason: { type: 'string' },
  evidence: { type: 'string' },
  release: { type: 'string' },
  json: { type: 'boolean' },
  ...branchFlags,
} as const

export const rollback: Verb = {
  usage:
    'APP [--env ENV] [--to REV] [--reason TEXT] [--evidence TEXT] [--release REV] [--remote R] [--branch B]',
  help: `
Gives an app its last good release again, by a commit that names who, why and from which evidence. What it
undoes is put in quarantine (ops/environments/ENV/quarantine.yaml): bump, promote and the delivery refuse it, and
every commit with the same content of the app, until it is released. Refused when the release ran a migration
that the older version cannot live with.

  --env ENV        the folder below ops/environments (GITOPS_ENVIRONMENT, else local)
  --to REV         this release instead of the last good one
  --reason TEXT    why, in one sentence
  --evidence TEXT  what shows it, such as a line of the log
  --release REV    roll nothing back, but take REV out of quarantine
  --json           {revision, app, from, to}
${branchHelp}

Examples:
  gitops rollback webapp --reason "Pages are empty"
  gitops rollback api --env prod --to 4f2c9d1 --reason "p95 doubled" --evidence "see dashboard HTTP, 14:05"
  gitops rollback webapp --release 89ab012
`,
  options,
  async run(args, io) {
    const { values, positionals } = parseVerbArgs(args, options, 1)
    const [app] = positionals
    if (app === undefined) throw new UsageError('Name the app.')
    const environment = values.env ?? readSettings(io.env).environment
    using repository = await openRepository(io.root)
    const branch = branchOptions(repository, io, values, environment)
    const head = await branch.branch.head() // brings the history that revisions are named from
    await assertEnvironment(repository.objects, environment, head)
    if (values.release !== undefined) {
      const tag = await repository.commit(values.release)
      const revision = await releaseFromQuarantine({ ...branch, environment, app, tag })
      if (values.json) io.out(JSON.stringify({ revision, app, released: tag }))
      else
        io.out(`${app} ${tag.slice(0, 7)} may be released to ${environment} again (${revision.slice(0, 7)}).`)
      return 0
    }
    const result = await rollBack({
      ...branch,
      environment,
      app,
      by: await person(io),
      reason: values.reason ?? 'No reason was given.',
      ...(values.to === undefined ? {} : { to: await repository.commit(values.to) }),
      ...(values.evidence === undefined ? {} : { evidence: values.evidence }),
    })
    const { revision, from, to } = result
    if (values.json) io.out(JSON.stringify(result, undefined, 2))
    else {
      io.out(
        `${app} in ${environment}: ${from.slice(0, 7)} -> ${to.slice(0, 7)}, commit ${revision.slice(0, 7)}.`,
      )
      io.out(
        `${from.slice(0, 7)} is in quarantine until: gitops rollback ${app} --env ${environment} --release ${from.slice(0, 7)}`,
      )
    }
    return 0
  },
}

/** Whom the commit names: the identity that git has, else the user of the machine. */
async function person({ root, env }: Io): Promise<string> {
  const git = gitIn(root)
  const [name, email] = await Promise.all(
    ['user.name', 'user.email'].map(async (key) => (await git.try(['config', key])).stdout.trim()),
  )
  if (name) return email ? `${name} <${email}>` : name
  return env.GITHUB_ACTOR || env.USER || env.LOGNAME || 'unknown'
}
