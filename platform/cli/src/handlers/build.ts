import { type BuiltImage, buildApps } from '@gitops-example/delivery/image/build-apps'
import { type Pushed, pushImage } from '@gitops-example/delivery/image/registry'
import { systemClock } from '@gitops-example/kit/clock'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { readSettings } from '@gitops-example/local/state/settings'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { withToolbox } from '../context/with-toolbox.ts'
import { handler } from '../handler.ts'
import { noteDirty, selectApps } from '../options/app-selection.ts'
import { registryOptions } from '../options/registry-options.ts'
import { printJson } from '../output/json.ts'
import { build as spec } from '../verbs/build.ts'

export const build = handler(spec, async ({ values, words }, io) => {
  const environment = values.env ?? readSettings(io.env).environment
  using repository = await openRepository(io.root)
  const { objects } = repository
  const revision = await repository.commit('HEAD')
  const apps = await selectApps(repository, revision, words.APP, values.base)
  await noteDirty(io)
  const images: (BuiltImage & { registry?: Pushed })[] = []
  await withToolbox(io, repository, async (toolbox) => {
    const { images: imagesDir } = statePaths(io.root)
    const request = { objects, revision, apps, environment, toolbox, imagesDir, clock: systemClock }
    for await (const image of buildApps({ ...request, signal: io.signal })) {
      const { repository, tag, digest } = image
      const registry = values.push ? await pushImage(image, registryOptions(io)) : undefined
      if (!values.json) io.out([`${repository}:${tag}`, digest, registry ?? []].flat().join('  '))
      images.push(registry === undefined ? image : { ...image, registry })
    }
  })
  if (values.json) printJson(io, images)
  return 0
})
