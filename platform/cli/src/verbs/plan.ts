import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { plan as planDifference } from '@gitops-example/release/plan/plan'
import { planMarkdown, planText } from '@gitops-example/release/plan/plan-text'
import { helmProgram } from '../context/helm-program.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = {
  base: { type: 'string', default: 'HEAD~1' },
  head: { type: 'string', default: 'HEAD' },
  env: { type: 'string', multiple: true },
  format: { type: 'string', default: 'text' },
} as const

export const plan: Verb = {
  usage: '[--base REV] [--head REV] [--env ENV]... [--format text|markdown|json]',
  help: `
Shows what going from one commit to another changes in each environment: everything that our charts render,
the Applications, and the values of third-party charts. Needs helm, which it installs when it is missing, but
no cluster and no network. Exit code 1 when something cannot be rendered.

  --base REV     from this commit (HEAD~1)
  --head REV     to this one (HEAD)
  --env ENV      only this environment, repeatable
  --format F     text for a terminal, markdown for a pull request, json for machines

Examples:
  gitops plan
  gitops plan --base origin/master --env prod
  gitops plan --base "$(git merge-base origin/master HEAD)" --format markdown > difference.md
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const { format } = values
    if (!['text', 'markdown', 'json'].includes(format)) {
      throw new UsageError(`--format is text, markdown or json, not "${format}".`)
    }
    using repository = await openRepository(io.root)
    const { objects } = repository
    const [base, head] = [await repository.commit(values.base), await repository.commit(values.head)]
    for (const environment of values.env ?? []) await assertEnvironment(objects, environment, base, head)
    const result = await planDifference({
      objects,
      base,
      head,
      helmPath: await helmProgram(io),
      ...(values.env === undefined ? {} : { environments: values.env }),
    })
    if (format === 'json') io.out(JSON.stringify(result, undefined, 2))
    else io.out(format === 'markdown' ? planMarkdown(result).trimEnd() : planText(result, io.paint))
    return result.failures.length === 0 ? 0 : 1
  },
}
