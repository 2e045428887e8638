import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { plan as planDifference } from '@gitops-example/release/plan/plan'
import { planMarkdown, planText } from '@gitops-example/release/plan/plan-text'
import { helmProgram } from '../context/helm-program.ts'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { plan as spec } from '../verbs/plan.ts'

export const plan = handler(spec, async ({ values }, io) => {
  const format = values.json ? 'json' : values.format
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
  if (format === 'json') printJson(io, result)
  else io.out(format === 'markdown' ? planMarkdown(result).trimEnd() : planText(result, io.paint))
  return result.failures.length === 0 ? 0 : 1
})
