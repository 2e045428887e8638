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
import { branchFlags, branchHelp, branchOptions } from '../options/branch-options.ts'
import { registryOptions } from '../options/registry-options.ts'
import { tagLines } from '../output/tag-lines.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  app: { type: 'string', multiple: true },
  'check-image': { type: 'boolean' },
  'pull-request': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  ...branchFlags,
} as const

export const promote: Verb = {
  usage:
    'FROM TO [--app APP]... [--check-image] [--pull-request | --dry-run] [--remote R] [--branch B] [--json]',
  help: `
Gives an environment the tags that another one runs: the same images, never a rebuild. Shows the rendered
difference first, then commits to the branch. An app that runs something newer in TO stays. Commits that were
rolled back in either environment are refused. Nothing to change: no commit, exit code 0.

  --app APP       only this app, repeatable
  --check-image   ask the registry for each image's digest; refuse one that is not there, or, where the environments
                  name different repositories, not the same in both. Needs skopeo
  --pull-request  push a branch of its own and open a pull request with the difference; needs gh
  --dry-run       show the difference, change nothing
  --json          {revision, changed: [{app, from, to, digest}], kept: [{app, tag, why}], pullRequest}
${branchHelp}

Examples:
  gitops promote dev prod --dry-run
  gitops promote dev prod --app webapp
  gitops promote dev prod --check-image --pull-request
`,
  options,
  async run(args, io) {
    const { values, positionals } = parseVerbArgs(args, options, 2)
    const [from, to] = positionals
    if (from === undefined || to === undefined) throw new UsageError('Name the environments FROM and TO.')
    if (from === to) throw new UsageError(`FROM and TO are both ${from}.`)
    if (values['pull-request'] && values['dry-run']) {
      throw new UsageError('--pull-request and --dry-run exclude each other.')
    }
    using repository = await openRepository(io.root)
    const { objects } = repository
    const branch = branchOptions(repository, io, values, to)
    const digestOf: DigestOf = (images, tag) => existingDigest(images, tag, registryOptions(io))
    const request = {
      ...branch,
      from,
      to,
      ...(values.app === undefined ? {} : { apps: values.app }),
      ...(values['check-image'] ? { digestOf } : {}),
    }
    const head = await branch.branch.head()
    const promotion = await planPromotion({ ...request, head })
    const { changed, kept, files } = promotion
    if (!values.json) for (const line of tagLines(promotion)) io.out(line)
    if (changed.length === 0) {
      if (values.json) io.out(JSON.stringify({ changed, kept }, undefined, 2))
      else io.out(`Nothing to promote from ${from} to ${to}.`)
      return 0
    }
    const message = promotionMessage(from, to, promotion)
    const commit = await commitFiles(branch, head, { files, message })
    const helmPath = await helmProgram(io)
    const difference = await planDifference({
      objects,
      base: head,
      head: commit,
      environments: [to],
      helmPath,
    })
    if (!values.json) io.out(planText(difference, io.paint))
    if (difference.failures.length > 0) {
      io.err('Nothing is promoted: what cannot be rendered here cannot be rendered there.')
      return 1
    }
    let result: { revision?: string | undefined; pullRequest?: string } = {}
    if (values['pull-request']) {
      const name = `promote/${from}-to-${to}-${commit.slice(0, 7)}`
      await branchOptions(repository, io, { ...values, branch: name }, to).branch.push(commit)
      const [title = '', ...body] = message.split('\n')
      result.pullRequest = await openPullRequest({
        directory: io.root,
        base: branch.branch.name,
        head: name,
        title,
        body: `${body.join('\n').trim()}\n\n${planMarkdown(difference)}`,
        env: githubEnv(io.env),
      })
    } else if (!values['dry-run']) {
      result = { revision: (await promoteTags(request)).revision }
    }
    if (values.json) io.out(JSON.stringify({ ...result, changed, kept }, undefined, 2))
    else if (result.pullRequest !== undefined) io.out(result.pullRequest)
    else if (result.revision !== undefined) {
      io.out(`Committed ${result.revision.slice(0, 7)} to ${branch.branch.name}.`)
    }
    return 0
  },
}

function githubEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = ['PATH', 'GH_TOKEN', 'GITHUB_TOKEN', 'GH_HOST', 'GH_REPO', 'GH_CONFIG_DIR']
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
