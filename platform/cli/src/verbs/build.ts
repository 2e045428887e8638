import { join } from 'node:path'
import { valuesFile } from '@gitops-example/delivery/apps/app'
import { readImage } from '@gitops-example/delivery/bump/values-file'
import { openToolbox } from '@gitops-example/delivery/checks/toolbox'
import { openRepository } from '@gitops-example/delivery/git/local-repository'
import { buildImage, repositoryDir } from '@gitops-example/delivery/image/build-image'
import { ImageLayout } from '@gitops-example/delivery/image/image-layout'
import { pushImage } from '@gitops-example/delivery/image/registry'
import { systemClock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { readSettings } from '@gitops-example/local/settings'
import { statePaths } from '@gitops-example/local/state-paths'
import { noteDirty, selectApps } from '../app-selection.ts'
import { registryOptions } from '../registry-options.ts'
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
  --push      copy each image to its registry, too; needs skopeo
  --json      [{app, repository, tag, digest, layout}]

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
    const commit = await objects.commit(revision)
    const apps = await selectApps(repository, revision, positionals, values.base)
    await noteDirty(io)
    const paths = statePaths(io.root)
    await using toolbox = openToolbox({
      objects,
      workDir: join(paths.work, 'verbs'),
      installDir: io.root,
      clock: systemClock,
      warmTestsMs: 0,
      log: io.err,
    })
    const images = []
    for (const app of apps) {
      const file = valuesFile(environment, app.name)
      const text = (await objects.blob(`${revision}:${file}`))?.toString('utf8')
      const imageRepository = text === undefined ? undefined : readImage(text, file).repository
      if (imageRepository === undefined) {
        throw new GitopsError(
          'image-repository-missing',
          `Cannot build ${app.name}: ${file} names no repository.`,
          {
            hint: 'Set image.repository in it, or name another environment with --env.',
          },
        )
      }
      const layout = repositoryDir(paths.images, imageRepository)
      const known = await new ImageLayout(layout, systemClock).find(revision)
      const { dir } = await toolbox.workspace.prepare(revision, app, io.signal)
      const digest =
        known ??
        (await buildImage({
          app,
          treeDir: dir,
          scratchDir: toolbox.scratchDir,
          imagesDir: paths.images,
          repository: imageRepository,
          tag: revision,
          meta: { title: app.name, revision, createdAt: commit?.committedAt ?? 0 },
          clock: systemClock,
          signal: io.signal,
        }))
      if (values.push) await pushImage(layout, imageRepository, revision, registryOptions(io))
      images.push({ app: app.name, repository: imageRepository, tag: revision, digest, layout })
      if (!values.json) io.out(`${imageRepository}:${revision}  ${digest}${values.push ? '  pushed' : ''}`)
    }
    if (values.json) io.out(JSON.stringify(images, undefined, 2))
    return 0
  },
}
