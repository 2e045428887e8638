import { existingDigest } from '@gitops-example/delivery/image/registry'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment } from '@gitops-example/release/apps/environments'
import { imageRepository } from '@gitops-example/release/apps/image-repository'
import { bump as bumpTags } from '@gitops-example/release/bump/bump'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { assertReadsReleases, moveReleases } from '@gitops-example/release/releases/move-releases'
import { handler } from '../handler.ts'
import { openBranches } from '../options/branch-options.ts'
import { registryOptions } from '../options/registry-options.ts'
import { counted } from '../output/counted.ts'
import { printJson } from '../output/json.ts'
import { tagLines } from '../output/tag-lines.ts'
import { bump as spec } from '../verbs/bump.ts'

export const bump = handler(spec, async ({ values }, io) => {
  const { env: environment, tag: name } = values
  using repository = await openRepository(io.root)
  const { objects } = repository
  const { options, heads } = await openBranches(repository, io, values, environment)
  await assertEnvironment(objects, environment, heads.code, heads.releases)
  const tag = await repository.commit(name)
  const planned = async () => {
    const plan = { objects, environment, revision: tag, releases: heads.releases, hasImage: async () => true }
    const { apps, refused } = await planRelease(plan)
    for (const { reason } of refused) io.err(reason)
    return apps.map(({ app }) => app.name)
  }
  const apps = values.app ?? (await planned())
  for (const app of apps) await assertReadsReleases(objects, heads.releases, environment, app)
  if (values['check-image']) {
    for (const app of apps) {
      const images = await imageRepository(objects, heads, environment, app)
      await existingDigest(images, tag, registryOptions(io))
    }
  }
  const move = await moveReleases(options)
  if (move.revision !== undefined) {
    io.err(
      `Moved ${counted(move.moved.length, 'release')} out of values/ to releases/, once: commit ${move.revision.slice(0, 7)}.`,
    )
  }
  const result = await bumpTags({ ...options, environment, tag, apps })
  if (values.json) printJson(io, result)
  else {
    for (const line of tagLines(result)) io.out(line)
    if (result.revision === undefined) io.out(`Nothing to change in ${environment}.`)
    else io.out(`Committed ${result.revision.slice(0, 7)} to ${options.branch.name}.`)
  }
  return 0
})
