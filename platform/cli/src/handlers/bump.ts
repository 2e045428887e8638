import { existingDigest } from '@gitops-example/delivery/image/registry'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { imageRepository } from '@gitops-example/release/apps/image-repository'
import { bump as bumpTags } from '@gitops-example/release/bump/bump'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { handler } from '../handler.ts'
import { branchOptions } from '../options/branch-options.ts'
import { registryOptions } from '../options/registry-options.ts'
import { printJson } from '../output/json.ts'
import { tagLines } from '../output/tag-lines.ts'
import { bump as spec } from '../verbs/bump.ts'

export const bump = handler(spec, async ({ values }, io) => {
  const { env: environment, tag: name } = values
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
  if (values.json) printJson(io, result)
  else {
    for (const line of tagLines(result)) io.out(line)
    if (result.revision === undefined) io.out(`Nothing to change in ${environment}.`)
    else io.out(`Committed ${result.revision.slice(0, 7)} to ${branch.branch.name}.`)
  }
  return 0
})
