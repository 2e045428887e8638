import { type BuiltImage, buildApps } from '@gitops-example/delivery/image/build-apps'
import { type Pushed, pushImage } from '@gitops-example/delivery/image/registry'
import { systemClock } from '@gitops-example/kit/clock'
import { openRepository } from '@gitops-example/kit/git/local-repository'
import { readSettings } from '@gitops-example/local/state/settings'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { withToolbox } from '../context/with-toolbox.ts'
import { noteDirty, selectApps } from '../options/app-selection.ts'
import { registryOptions } from '../options/registry-options.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = {
  base: { type: 'string' },
  env: { type: 'string' },
  push: { type: 'boolean' },
  json: { type: 'boolean' },
} as const
const mostApps = 1000

export const build: Verb = {
  usage: '[APP]... [--base REV] [--env ENV] [--push] [--json]',
  help: `
Builds the images of the apps of HEAD, without a daemon: the bundle of dev/APP/build.ts as one layer of an OCI
image layout in .gitops/images/REPOSITORY, tagged with the commit. The image has no base: its node is the
platform's. For a cluster build dev/APP/Dockerfile, as the workflows do; both hold the same files.

  --base REV  only apps that differ from this commit, also through shared files such as the lockfile
  --env ENV   whose values files name the repositories (GITOPS_ENVIRONMENT, else local)
  --push      copy each image to its registry, too, with the same digest; one that is there is not sent again, and
              a tag that names another image there is left alone, with exit code 1. Needs skopeo
  --json      [{app, repository, tag, digest, layout, registry}]; registry, with --push, is pushed or present

Examples:
  gitops build
  gitops build webapp && skopeo inspect oci:.gitops/images/guestbook/webapp:$(git rev-parse HEAD)
  gitops build --env dev --push
`,
  options,
  async run(args, io) {
    const { values, positionals } = parseVerbArgs(args, options, mostApps)
    const environment = values.env ?? readSettings(io.env).environment
    using repository = await openRepository(io.root)
    const { objects } = repository
    const revision = await repository.commit('HEAD')
    const apps = await selectApps(repository, revision, positionals, values.base)
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
    if (values.json) io.out(JSON.stringify(images, undefined, 2))
    return 0
  },
}
