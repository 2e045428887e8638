import { existingDigest } from '@gitops-example/delivery/image/registry'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { commitFiles } from '@gitops-example/release/branch/change-branch'
import { plan as planDifference } from '@gitops-example/release/plan/plan'
import { planMarkdown, planText } from '@gitops-example/release/plan/plan-text'
import {
  type DigestOf,
  planPromotion,
  promote as promoteTags,
  promotionMessage,
} from '@gitops-example/release/promote/promote'
import { openPullRequest } from '@gitops-example/release/promote/pull-request'
import { helmProgram } from '../context/helm-program.ts'
import { handler } from '../handler.ts'
import { branchAt, openBranches } from '../options/branch-options.ts'
import { registryOptions } from '../options/registry-options.ts'
import { printJson } from '../output/json.ts'
import { tagLines } from '../output/tag-lines.ts'
import { UsageError } from '../usage-error.ts'
import { promote as spec } from '../verbs/promote.ts'

export const promote = handler(spec, async ({ values, words }, io) => {
  const { FROM: from, TO: to } = words
  if (from === to) throw new UsageError(`FROM and TO are both "${from}".`)
  using repository = await openRepository(io.root)
  const { objects } = repository
  const { options, heads } = await openBranches(repository, io, values, to)
  const { branch } = options
  const digestOf: DigestOf = (images, tag) => existingDigest(images, tag, registryOptions(io))
  const request = {
    ...options,
    from,
    to,
    ...(values.app === undefined ? {} : { apps: values.app }),
    ...(values['check-image'] ? { digestOf } : {}),
  }
  const promotion = await planPromotion({ ...request, heads })
  const { changed, kept, files } = promotion
  if (!values.json) for (const line of tagLines(promotion)) io.out(line)
  if (changed.length === 0) {
    if (values.json) printJson(io, { changed, kept })
    else io.out(`Nothing to promote from ${from} to ${to}.`)
    return 0
  }
  const message = promotionMessage(from, to, promotion)
  const commit = await commitFiles(options, heads.releases, { files, message })
  const helmPath = await helmProgram(io)
  const difference = await planDifference({
    objects,
    base: heads.releases,
    head: commit,
    environments: [to],
    helmPath,
  })
  if (!values.json) io.out(planText(difference, io.paint))
  if (difference.failures.length > 0) {
    io.err('Nothing was promoted, because something cannot be rendered (see above).')
    return 1
  }
  let result: { revision?: string | undefined; pullRequest?: string } = {}
  if (values['pull-request']) {
    const name = `promote/${from}-to-${to}-${commit.slice(0, 7)}`
    const remote = values.remote ?? 'origin'
    await branchAt(repository, io, { remote, branch: name }).push(commit)
    const [title = '', ...body] = message.split('\n')
    result.pullRequest = await openPullRequest({
      directory: io.root,
      base: branch.name,
      head: name,
      title,
      body: `${body.join('\n').trim()}\n\n${planMarkdown(difference)}`,
      env: githubEnv(io.env),
    })
  } else if (!values['dry-run']) {
    result = { revision: (await promoteTags(request)).revision }
  }
  if (values.json) printJson(io, { ...result, changed, kept })
  else if (result.pullRequest !== undefined) io.out(result.pullRequest)
  else if (result.revision !== undefined) {
    io.out(`Committed ${result.revision.slice(0, 7)} to ${branch.name}.`)
  }
  return 0
})

function githubEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'GH_TOKEN', 'GITHUB_TOKEN', 'GH_HOST', 'GH_REPO', 'GH_CONFIG_DIR']
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
