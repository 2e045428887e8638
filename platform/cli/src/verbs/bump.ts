import { existingDigest } from '@gitops-example/delivery/image/registry'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { imageRepository } from '@gitops-example/release/apps/image-repository'
import { bump as bumpTags } from '@gitops-example/release/bump/bump'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { branchFlags, branchHelp, branchOptions } from '../options/branch-options.ts'
import { registryOptions } from '../options/registry-options.ts'
import { tagLines } from '../output/tag-lines.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  env: { type: 'string' },
  tag: { type: 'string' },
  app: { type: 'string', multiple: true },
  'check-image': { type: 'boolean' },
  json: { type: 'boolean' },
  ...branchFlags,
} as const

export const bump: Verb = {
  usage: '--env ENV --tag COMMIT [--app APP]... [--check-image] [--remote R] [--branch B] [--json]',
  help: `
Sets image.tag of a release in the values files of an environment: one commit on top of the branch, pushed.
A push that somebody else wins is done again on top of theirs. A tag is never replaced by that of an
ancestor, so an older, slower build cannot undo a newer one. Nothing to change: no commit, exit code 0.

  --env ENV      the folder below ops/environments
  --tag COMMIT   the commit whose images are to run; it must be in the history of the branch
  --app APP      an app of the release, repeatable (all whose content differs from what ENV runs)
  --check-image  fail unless the registry has each image; needs skopeo
  --json         {revision, changed: [{app, from, to}], kept: [{app, tag, why}]}
${branchHelp}

Examples:
  gitops bump --env dev --tag "$GITHUB_SHA"
  gitops bump --env dev --tag HEAD --app webapp --check-image
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const { env: environment, tag: name } = values
    if (environment === undefined) throw new UsageError('--env is missing.')
    if (name === undefined) throw new UsageError('--tag is missing.')
    using repository = await openRepository(io.root)
    const { objects } = repository
    const branch = branchOptions(repository, io, values, environment)
    const head = await branch.branch.head()
    await assertEnvironment(objects, environment, head)
    const tag = await repository.commit(name)
    const planned = async () => {
      const plan = { objects, environment, revision: tag, head, hasImage: async () => true }
      const { apps, refused } = await planRelease(plan)
      for (const { reason } of refused) io.err(reason)
      return apps.map(({ app }) => app.name)
    }
    const apps = values.app ?? (await planned())
    if (values['check-image']) {
      for (const app of apps) {
        await existingDigest(await imageRepository(objects, head, environment, app), tag, registryOptions(io))
      }
    }
    const result = await bumpTags({ ...branch, environment, tag, apps })
    if (values.json) io.out(JSON.stringify(result, undefined, 2))
    else {
      for (const line of tagLines(result)) io.out(line)
      if (result.revision === undefined) io.out(`Nothing to change in ${environment}.`)
      else io.out(`Committed ${result.revision.slice(0, 7)} to ${branch.branch.name}.`)
    }
    return 0
  },
}
